namespace MiniConvViz.Cli;

/// <summary>Work that reports its progress.</summary>
internal interface IProgressSource
{
    /// <summary>What is being done, in a word.</summary>
    string Doing { get; }

    /// <summary>Whether <see cref="Total"/> becomes known; otherwise only <see cref="Doing"/> is shown.</summary>
    bool IsMeasured => true;

    int Done { get; }

    int Total { get; }

    /// <summary>The number of finished images, where the work has several; otherwise null.</summary>
    int? Images => null;
}
