using System.Diagnostics;
using MiniConvViz.Fuzz.Coverage;
using MiniConvViz.Fuzz.Mutators;
using MiniConvViz.Fuzz.Seeds;
using MiniConvViz.Fuzz.Targets;

namespace MiniConvViz.Fuzz.Running;

/// <summary>
/// The loop: an input of the corpus is changed and run; one that took a new edge joins the corpus. It runs in its own
/// process, which a fault may end.
/// </summary>
internal sealed class Worker : IDisposable
{
    private const int LargestInput = 1 << 16;

    private readonly FuzzOptions _options;
    private readonly int _index;
    private readonly ITarget _target;
    private readonly Trial _trial;
    private readonly FindingFolder _findings;
    private readonly FlightRecorder _recorder;
    private readonly CoverageMap _map = new();
    private readonly Corpus _corpus = new();
    private readonly List<int> _edges = [];
    private readonly Mutator _mutator;
    private readonly DirectoryInfo _folder;
    private readonly string _path;
    private readonly HashSet<string> _known = [];

    public Worker(FuzzOptions options, int index, string recorder)
    {
        (_options, _index) = (options, index);
        _target = AllTargets.Find(options.Formats[0]);
        _trial = new Trial(_target);
        _findings = new FindingFolder(options.Findings, _target);
        _recorder = new FlightRecorder(recorder);
        _mutator = new Mutator(_target.Format);
        _folder = WorkFolder.Create();
        _path = Path.Combine(_folder.FullName, "input" + _target.Extension);
    }

    /// <summary>Runs until the time is over or the runs are made.</summary>
    public void Run()
    {
        Stopwatch clock = Stopwatch.StartNew();
        foreach (byte[] seed in Seed.All(_target.Format, _options.Corpus, _options.Grow))
        {
            Try(seed, isSeed: true);
        }

        long last = _options.Runs is long runs ? (runs + _options.Workers - 1) / _options.Workers : long.MaxValue;
        for (long run = _recorder.Runs; run < last && clock.Elapsed < _options.Time; run++)
        {
            Random random = new(HashCode(_options.Seed, _index, run));
            byte[] input = _mutator.Mutate(_corpus.Choose(random), _corpus.Any(random), random);
            Try(input.Length <= LargestInput ? input : input[..LargestInput], isSeed: false);
            _recorder.Runs = run + 1;
        }
    }

    /// <summary>
    /// Runs every seed, the shortest first, and writes to a folder those that took edges that no shorter one takes,
    /// without regard to the counts.
    /// </summary>
    public void Minimise(string into)
    {
        string folder = Path.Combine(into, _target.Format);
        Directory.CreateDirectory(folder);
        foreach (byte[] seed in Seed.All(_target.Format, _options.Corpus, _options.Grow))
        {
            int edges = _map.Edges;
            Try(seed, isSeed: true);
            if (_map.Edges > edges)
            {
                File.WriteAllBytes(Path.Combine(folder, Corpus.NameOf(seed)), seed);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _recorder.Dispose();
        _folder.Delete(recursive: true);
    }

    private void Try(byte[] input, bool isSeed)
    {
        File.WriteAllBytes(_path, input);
        _recorder.Input = input;
        _recorder.Started = Environment.TickCount64;
        _map.Clear();
        long start = Stopwatch.GetTimestamp();
        Finding? finding = _trial.Run(_path);
        TimeSpan time = Stopwatch.GetElapsedTime(start);
        bool isNew = _map.Merge(_edges);
        if (finding is not null && _known.Add(finding.Key) && _trial.RunTwice(_path) is Finding confirmed)
        {
            _findings.Add(confirmed, input);
        }

        _recorder.Started = 0;
        _recorder.Read += _trial.Outcome == "read" ? 1 : 0;
        if ((isNew || isSeed) && finding is null && _corpus.Add(input, _edges, time) && !isSeed)
        {
            Keep(input);
        }

        (_recorder.Edges, _recorder.Kept) = (_map.Edges, _corpus.Count);
    }

    private void Keep(byte[] input)
    {
        if (_options.Grow is string grow)
        {
            string folder = Path.Combine(grow, _target.Format);
            Directory.CreateDirectory(folder);
            File.WriteAllBytes(Path.Combine(folder, Corpus.NameOf(input)), input);
        }
    }

    /// <summary>A hash that is the same in every process, unlike .NET's own.</summary>
    private static int HashCode(int seed, int worker, long run)
    {
        ulong mixed = ((ulong)(uint)seed << 40) ^ ((ulong)(uint)worker << 56) ^ (ulong)run;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return (int)(mixed ^ (mixed >> 31));
    }
}
