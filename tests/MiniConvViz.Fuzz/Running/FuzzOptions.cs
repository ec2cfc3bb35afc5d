namespace MiniConvViz.Fuzz.Running;

/// <summary>The options of the command line.</summary>
internal sealed record FuzzOptions
{
    /// <summary>The kinds of file, one after the other.</summary>
    public required IReadOnlyList<string> Formats { get; init; }

    /// <summary>The time for all formats together.</summary>
    public required TimeSpan Time { get; init; }

    /// <summary>The number of inputs of each format; null where only the time is limited.</summary>
    public long? Runs { get; init; }

    /// <summary>The kept corpus, a folder for each format; it is only read.</summary>
    public required string Corpus { get; init; }

    /// <summary>Receives inputs that take new edges, and is read as well; null where they are not saved.</summary>
    public string? Grow { get; init; }

    /// <summary>Receives the findings.</summary>
    public required string Findings { get; init; }

    public int Seed { get; init; } = 1;

    public int Workers { get; init; } = 1;

    /// <summary>The time for one format: onnx, which has most of the code, gets half where there are several.</summary>
    public TimeSpan TimeOf(string format)
    {
        const string largest = "onnx";
        return Formats.Count == 1 ? Time
            : !Formats.Contains(largest) ? Time / Formats.Count
            : format == largest ? Time / 2
            : Time / 2 / (Formats.Count - 1);
    }

    /// <summary>The command line of a worker.</summary>
    public IReadOnlyList<string> ForWorker(string format, TimeSpan time, int index, string recorder) =>
    [
        "--format", format, "--minutes", $"{time.TotalMinutes:R}", "--corpus", Corpus, "--findings", Findings,
        "--seed", $"{Seed}", "--workers", $"{Workers}", "--worker", $"{index}", "--recorder", recorder,
        .. Runs is long runs ? ["--runs", $"{runs}"] : (string[])[],
        .. Grow is string grow ? ["--grow", grow] : (string[])[],
    ];
}
