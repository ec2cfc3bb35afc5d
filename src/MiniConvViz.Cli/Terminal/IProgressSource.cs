namespace MiniConvViz.Cli;

/// <summary>Work that can tell how far it has come.</summary>
internal interface IProgressSource
{
    /// <summary>What is being done, in a word.</summary>
    string Doing { get; }

    /// <summary>Whether <see cref="Total"/> becomes known; else only what is being done is shown.</summary>
    bool IsMeasured => true;

    int Done { get; }

    int Total { get; }

    /// <summary>How many images are done, where the work is many of them; else null.</summary>
    int? Images => null;
}
