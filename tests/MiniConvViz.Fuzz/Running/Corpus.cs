using MiniConvViz.Fuzz.Coverage;

namespace MiniConvViz.Fuzz.Running;

/// <summary>
/// Inputs that took new edges. Those that are the fastest and shortest with some edge are changed most often.
/// </summary>
internal sealed class Corpus
{
    private const int FavouredOutOf10 = 7;

    private readonly List<byte[]> _inputs = [];
    private readonly int[] _bestInput = new int[CoverageMap.Size];
    private readonly double[] _bestCost = new double[CoverageMap.Size];
    private readonly HashSet<string> _names = [];
    private int[] _favoured = [];
    private bool _isStale;

    public Corpus() => Array.Fill(_bestCost, double.PositiveInfinity);

    public int Count => _inputs.Count;

    public IReadOnlyList<byte[]> Inputs => _inputs;

    /// <summary>The name of an input's file, a hash of its content.</summary>
    public static string NameOf(byte[] input) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(input).AsSpan(0, 8));

    /// <summary>All files of some folders, the shortest first; folders that are absent are empty.</summary>
    public static IReadOnlyList<byte[]> Read(params IEnumerable<string> folders) =>
    [
        .. folders
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            .Order(StringComparer.Ordinal)
            .Select(File.ReadAllBytes)
            .OrderBy(input => input.Length),
    ];

    /// <summary>Adds an input; false where the corpus has it already.</summary>
    /// <param name="input">The bytes.</param>
    /// <param name="edges">The edges that it takes.</param>
    /// <param name="time">The time of its run.</param>
    public bool Add(byte[] input, List<int> edges, TimeSpan time)
    {
        if (!_names.Add(NameOf(input)))
        {
            return false;
        }

        double cost = (1 + time.TotalMicroseconds) * (64 + input.Length);
        foreach (int edge in edges)
        {
            if (cost < _bestCost[edge])
            {
                (_bestCost[edge], _bestInput[edge]) = (cost, _inputs.Count);
            }
        }

        _inputs.Add(input);
        _isStale = true;
        return true;
    }

    /// <summary>An input to change.</summary>
    public byte[] Choose(Random random)
    {
        if (_isStale)
        {
            _favoured = [.. Enumerable.Range(0, CoverageMap.Size)
                .Where(edge => double.IsFinite(_bestCost[edge])).Select(edge => _bestInput[edge]).Distinct().Order()];
            _isStale = false;
        }

        return random.Next(10) < FavouredOutOf10 && _favoured.Length > 0
            ? _inputs[_favoured[random.Next(_favoured.Length)]]
            : Any(random);
    }

    /// <summary>Any input, for its parts.</summary>
    public byte[] Any(Random random) => _inputs[random.Next(_inputs.Count)];
}
