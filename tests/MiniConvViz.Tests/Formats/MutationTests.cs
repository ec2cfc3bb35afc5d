using System.Diagnostics;
using System.Globalization;
using MiniConvViz.Formats;
using MiniConvViz.Networks;

namespace MiniConvViz.Tests.Formats;

/// <summary>
/// The property of every reader: after any damage to a real file, reading it gives values or one clear refusal, in
/// little memory and time. The environment variable MINICONVVIZ_MUTATIONS sets a larger number of cases.
/// </summary>
[NonParallelizable]
[Category("Exhaustive")]
public sealed class MutationTests
{
    private const string ObjectsOfProtocol5 = "objects-protocol5.pth";
    private const string ArraysAsWeights = "arrays.weights";
    private const string PickledArrays = "arrays.pkl";
    private const string Index = "model.safetensors.index.json";
    private const string Parts = "parts.safetensors";
    private const int UsualCases = 31_600;
    private const long MostBytesAllocated = 64L << 20;
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(5);

    private static readonly string[] Files =
    [
        "strided-zip.pth", "training-zip.pth", "shared-zip.pth", "strided-legacy.pth", "training-legacy.pth",
        "dtypes-legacy.pth", "namespace-zip.pth", "numpy_scalar-legacy.pth", ObjectsOfProtocol5,
        "dtypes.expected.safetensors", "strided.expected.safetensors", "c-order.npy",
        "fortran.npy", "arrays.npz", "packed.npz", "network.onnx", "many_activations.onnx", "squeeze_excite.onnx",
        "torchscript.pt", ArraysAsWeights, PickledArrays, Index, Parts, .. OnnxSamples.All.Keys,
    ];

    private static int Cases =>
        Environment.GetEnvironmentVariable("MINICONVVIZ_MUTATIONS") is { Length: > 0 } count
            ? int.Parse(count, CultureInfo.InvariantCulture)
            : UsualCases;

    [TestCaseSource(nameof(Files))]
    public void Read_MutatedFile_GivesNumbersOrIsRefused(string name)
    {
        byte[][] all = [.. Files.Select(Whole)];
        int index = Array.IndexOf(Files, name);
        using TemporaryFolder folder = new();
        string path = folder.File(name);
        folder.Write("shard.safetensors", Whole("strided.expected.safetensors"));
        int cases = Cases / Files.Length;
        (int read, long mostBytes, TimeSpan mostTime) = (0, 0, TimeSpan.Zero);
        for (int i = 0; i < cases; i++)
        {
            int seed = (index << 24) + i;
            Mutation mutation = new(all[index], all[i % all.Length], seed);
            File.WriteAllBytes(path, mutation.Bytes);
            Outcome outcome = Outcome.Of(() => ReadAll(path));
            read += outcome.Numbers > 0 ? 1 : 0;
            mostBytes = Math.Max(mostBytes, outcome.Allocated);
            mostTime = outcome.Time > mostTime ? outcome.Time : mostTime;
            if (outcome.Unexpected is not null || outcome.Allocated > MostBytesAllocated || outcome.Time > MostTime)
            {
                string kept = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"mutation-{seed}-{name}");
                File.WriteAllBytes(kept, mutation.Bytes);
                Assert.Fail($"seed {seed} ({mutation}), kept as {kept}: {outcome}");
            }
        }

        TestContext.Out.WriteLine(
            $"{name}: {cases} mutations, {read} of them read, "
            + $"at most {mostBytes >> 10} kB and {mostTime.TotalMilliseconds:F0} ms");
        Assert.That(read, Is.GreaterThan(0).And.LessThan(cases), "damage in the values and elsewhere");
    }

    /// <summary>Undamaged, nothing of a network is left out.</summary>
    [Test]
    public void Samples_AreReadWhole([ValueSource(typeof(OnnxSamples), nameof(OnnxSamples.Names))] string name)
    {
        using TemporaryFolder folder = new();

        Network network = OnnxReader.Read(folder.Write(name, OnnxSamples.All[name]()), given: null, strict: true);

        Assert.That(network.Nodes, Has.Count.GreaterThan(5));
    }

    /// <summary>Reads everything a file of its kind holds, as the program does.</summary>
    private static long ReadAll(string path) => Path.GetExtension(path) switch
    {
        ".npy" or ".npz" => TensorFile.Read(path).Shape.Count,
        ".onnx" => OnnxReader.Read(path).Nodes.Count,
        _ => StateDict.Read(path).Tensors.Sum(tensor => (long)tensor.ToTensor().Shape.Count),
    };

    /// <summary>
    /// A golden without checksums, which would refuse nearly all damage before the other code reads it.
    /// </summary>
    private static byte[] Whole(string name) => HandMade.WithoutChecksums(name switch
    {
        ObjectsOfProtocol5 => CheckpointObjectsTests.EveryOpcode(),
        PickledArrays => PickledArrayTests.Arrays(),
        Index => """
            {"metadata": {"total_size": 1234567890, "format": "of a network that was split among files"},
            "weight_map": {"permuted": "shard.safetensors", "one_column": "shard.safetensors"}}
            """u8.ToArray(),
        Parts => HandMade.SafeTensors(
            """
            {"a.weight_g": {"dtype": "F32", "shape": [2, 1], "data_offsets": [0, 8]},
            "a.weight_v": {"dtype": "F32", "shape": [2, 3], "data_offsets": [8, 32]},
            "b.weight_orig": {"dtype": "F32", "shape": [2, 3], "data_offsets": [32, 56]},
            "b.weight_u": {"dtype": "F32", "shape": [2], "data_offsets": [56, 64]},
            "b.weight_v": {"dtype": "F32", "shape": [3], "data_offsets": [64, 76]}}
            """,
            76),
        ArraysAsWeights => File.ReadAllBytes(RepositoryFiles.Golden("mutations", "arrays.npz")),
        _ when OnnxSamples.All.TryGetValue(name, out Func<byte[]>? sample) => sample(),
        _ => File.ReadAllBytes(RepositoryFiles.Golden(
            name.EndsWith(".pth") || name.EndsWith(".pt") || name.EndsWith(".safetensors")
                ? "checkpoints" : "mutations",
            name)),
    });

    /// <summary>The result of reading one damaged file.</summary>
    private sealed record Outcome(long Numbers, long Allocated, TimeSpan Time, Exception? Unexpected)
    {
        public static Outcome Of(Func<long> read)
        {
            long allocated = GC.GetAllocatedBytesForCurrentThread();
            long start = Stopwatch.GetTimestamp();
            long numbers = 0;
            Exception? unexpected = null;
            try
            {
                numbers = read();
            }
            catch (Exception problem)
            {
                bool isRefusal = problem is UnreadableInputException or NetworkException or UnsupportedModelException
                    && !problem.Message.Contains("no check names", StringComparison.Ordinal);
                unexpected = isRefusal ? null : problem;
            }

            allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
            return new Outcome(numbers, allocated, Stopwatch.GetElapsedTime(start), unexpected);
        }
    }
}
