namespace MiniConvViz.Cli;

/// <summary>Work that can tell how far it has come.</summary>
internal interface IProgressSource
{
    int Done { get; }

    int Total { get; }

    /// <summary>How many images are done, where the work is many of them; else null.</summary>
    int? Images => null;
}
