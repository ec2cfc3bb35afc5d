namespace MiniConvViz.Cli;

/// <summary>Work that reports no progress.</summary>
internal sealed class UnmeasuredWork(string doing) : IProgressSource
{
    public string Doing => doing;

    public bool IsMeasured => false;

    public int Done => 0;

    public int Total => 1;
}
