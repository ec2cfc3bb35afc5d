namespace MiniConvViz.Cli;

/// <summary>Work that can tell how far it has come.</summary>
internal interface IProgressSource
{
    int Done { get; }

    int Total { get; }
}
