using System.Diagnostics;
using Google.Protobuf;
using MiniConvViz.Execution;
using MiniConvViz.Formats.Onnx.Protobuf;
using MiniConvViz.Networks;
using MiniConvViz.Tensors;
using MiniConvViz.Tests.Formats;

namespace MiniConvViz.Tests.Networks;

/// <summary>
/// Small files that need much memory or time, or are invalid: each becomes a network that runs, or one line with the
/// name of the node, within the memory and the time that <c>docs/architecture.md</c> promises.
/// </summary>
public sealed class HostileOnnxTests
{
    /// <summary>The test's own garbage is counted too: a little more than the promised 64 MB is allowed.</summary>
    private const long MostBytes = 100_000_000;

    /// <summary>Two seconds are promised; machines that run tests are busy.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    private static readonly long[] Numbers = [long.MinValue, -3, 0, 65_536, int.MaxValue, 1L << 40, long.MaxValue];

    private TemporaryFolder _folder = null!;

    private static IEnumerable<TestCaseData> Files =>
    [
        File("one operand", SizeAnd("Mod"), "'y' (Mod): reads 1 value, expected 2"),
        File("operand left out", OnVector(graph => graph
            .Initializer(OnnxBytes.Tensor("k", [1], 1))
            .Node("Less", "b", ["k", ""], ["b"])
            .Node("Add", "y", ["x", "b"], ["y"])), "'b' (Less): needs input 1, which the file leaves out"),
        File("gather without indices", OnVector(graph => graph
            .Node("Shape", ["x"], ["s"])
            .Node("Gather", "y", ["s"], ["y"])), "needs input 1, which the file leaves out"),
        File("concat of what is left out", OnVector(graph => graph
            .Node("Shape", ["x"], ["s"])
            .Node("Concat", "y", ["s", ""], ["y"], OnnxBytes.Integer("axis", 0))),
            "needs input 1, which the file leaves out"),
        File("range without a step", OnVector(graph => graph
            .Node("Size", ["x"], ["s"])
            .Node("Range", "y", ["s", "s"], ["y"])), "'y' (Range): needs input 2, which the file leaves out"),
        File("constants that double", Doubling("Concat"),
            "the limit for a file of this size is 8388608 in all, and 4 for each that it stores"),
        File("a constant of 2^28", OnVector(graph => graph
            .Initializer(OnnxBytes.Integers("size", [1], 1 << 28))
            .Node("ConstantOfShape", "c", ["size"], ["c"])
            .Node("Add", "y", ["x", "c"], ["y"])),
            "'c' (ConstantOfShape): has 268435456 elements of one value; at most 200000000 are supported"),
        File("many constants of 2^22", Many(graph: "ConstantOfShape"), "the limit for a file of this size is"),
        File("a constant resized to 2^28", OnVector(graph => graph
            .Initializer(OnnxBytes.Tensor("k", [1, 1, 1, 1], 1))
            .Initializer(OnnxBytes.Integers("size", [4], 1, 1, 1, 1 << 28))
            .Node("Resize", "r", ["k", "", "", "size"], ["r"])
            .Node("Add", "y", ["x", "r"], ["y"])),
            "'r' (Resize): computes 268435456 elements before the network is run"),
        File("a recurrent layer of 2^28 gates", Recurrent(1 << 26, graph => graph), "gate values of an input"),
        File(
            "a recurrent layer over constants",
            Recurrent(1, graph => graph.Initializer(OnnxBytes.Integers("size", [3], 1 << 22, 1, 1))
                .Node("ConstantOfShape", "c", ["size"], ["c"])
                .Node("LSTM", "k", ["c", "w", "r"], ["k"])
                .Node("Add", "z", ["y", "k"], ["z"]).Output(OnnxBytes.Value("z", 1))),
            "'k' (LSTM): takes 10770972672 multiplications before the network is run"),
        File("a window over constants", Smoothed(),
            "'n' (LRN): takes 1099512676352 multiplications before the network is run"),
        File("an enormous input", new OnnxBytes()
            .Input(OnnxBytes.Value("x", 1, 3, 16_384, 32_768))
            .Node("Relu", ["x"], ["y"])
            .Output(OnnxBytes.Value("y", 1)), "the input 'x' is [1,3,16384,32768]"),
        File("channels without end", new OnnxBytes()
            .Input(OnnxBytes.Value("x", 1, 1 << 27, 1, 1))
            .Node("Relu", ["x"], ["y"])
            .Output(OnnxBytes.Value("y", 1)), null),
        File("no number of classes", new OnnxBytes()
            .Input(OnnxBytes.Value("x", 4, 0, 1))
            .Node("GlobalMaxPool", "y", ["x"], ["y"])
            .Output(OnnxBytes.Value("y", 1)), null),
        File("a maximum of nothing", new OnnxBytes()
            .Input(OnnxBytes.Value("x", 4, 1, 0))
            .Node("GlobalMaxPool", "y", ["x"], ["y"])
            .Output(OnnxBytes.Value("y", 1)), "expected numbers to choose from"),
        File("joined nothings", Joined("Concat"), null),
        File("a softmax of nothing", Joined("Softmax"), null),
        File("a name of dots", Named("/" + string.Join('/', Enumerable.Repeat("a.b", 20_000)) + "/Relu"), null),
        File("a name of slashes", Named(new string('/', 60_000)), null),
        File("a norm of a vector", OnVector(graph => graph
            .Initializer(OnnxBytes.Tensor("one", [1], 1))
            .Node("InstanceNormalization", "y", ["x", "one", "one"], ["y"])), "expected an input [N,C,...]"),
        File("a window of all channels", new OnnxBytes()
            .Input(OnnxBytes.Value("x", 1, 3, 2, 2))
            .Node("LRN", "y", ["x"], ["y"], OnnxBytes.Integer("size", long.MaxValue))
            .Output(OnnxBytes.Value("y", 1)), null),
        File("filters without layers", new OnnxBytes()
            .Input(OnnxBytes.Value("x", 1, 1, 4, 4, 4))
            .Initializer(OnnxBytes.Tensor("w", [1, 1, int.MaxValue, 0, 1]))
            .Node("Conv", "y", ["x", "w"], ["y"])
            .Output(OnnxBytes.Value("y", 1)), "expected a weight [O,C/groups,KD,KH,KW], no extent 0,"),
        File("pads that are too few", new OnnxBytes()
            .Input(OnnxBytes.Value("x", 1, 1, 4, 4, 4))
            .Node("MaxPool", "y", ["x"], ["y"], OnnxBytes.IntegerList("kernel_shape", 2, 2, 2),
                OnnxBytes.IntegerList("pads", 1, 1, 1))
            .Output(OnnxBytes.Value("y", 1)), "pads has 3 values, expected 6"),
        File("a matrix turned a thousand times", Turned(), "the limit for a file of this size is"),
        File("a number repeated 2^24 times", OnVector(graph => graph
            .Initializer(OnnxBytes.Integers("size", [1], 1 << 24))
            .Node("Expand", ["x1", "size"], ["e"])
            .Initializer(OnnxBytes.Tensor("x1", [1], 1))
            .Node("Add", "y", ["x", "e"], ["y"])),
            "'Expand_e' (Expand): computes 16777216 elements before the network is run"),
        File("parts of a tensor", new OnnxBytes()
            .Input(OnnxBytes.Value("x", 3000))
            .Node("Split", "y", ["x"], [.. Enumerable.Range(0, 3000).Select(part => $"part{part}")],
                OnnxBytes.Integer("axis", 0), OnnxBytes.IntegerList("split", [.. Enumerable.Repeat(1L, 3000)]))
            .Output(OnnxBytes.Value("part2999", 1)), null),
    ];

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCaseSource(nameof(Files))]
    public void SmallFile_IsRefusedOrRunsWithinTheLimits(byte[] file, string? words)
    {
        Stopwatch clock = Stopwatch.StartNew();
        long before = GC.GetTotalAllocatedBytes();
        string refusal = "";
        try
        {
            RunOnHost(Read(file), compares: file.Length < 10_000);
        }
        catch (Exception problem) when (IsDocumented(problem))
        {
            refusal = problem.Message;
        }

        Assert.That(GC.GetTotalAllocatedBytes() - before, Is.LessThan(MostBytes));
        Assert.That(clock.Elapsed, Is.LessThan(Longest));
        Assert.That(refusal, words is null ? Is.Empty : Does.Contain(words));
    }

    /// <summary>Every attribute of every window in turn, set to invalid values.</summary>
    [TestCase("Conv", "strides")]
    [TestCase("Conv", "dilations")]
    [TestCase("Conv", "pads")]
    [TestCase("ConvTranspose", "strides")]
    [TestCase("ConvTranspose", "dilations")]
    [TestCase("ConvTranspose", "pads")]
    [TestCase("ConvTranspose", "output_padding")]
    [TestCase("ConvTranspose", "output_shape")]
    [TestCase("AveragePool", "kernel_shape")]
    [TestCase("AveragePool", "strides")]
    [TestCase("AveragePool", "pads")]
    [TestCase("MaxPool", "kernel_shape")]
    [TestCase("MaxPool", "strides")]
    [TestCase("MaxPool", "dilations")]
    [TestCase("MaxPool", "pads")]
    [TestCase("LpPool", "kernel_shape")]
    [TestCase("LpPool", "strides")]
    public void Window_WithAnImpossibleNumber_IsRefusedOrComputesTheSameEverywhere(string kind, string attribute)
    {
        foreach (int axes in (int[])[1, 2, 3])
        {
            for (int at = 0; at < (attribute == "pads" ? 2 * axes : axes); at++)
            {
                foreach (long number in Numbers)
                {
                    byte[] file = WindowFile(kind, attribute, axes, at, number);
                    try
                    {
                        RunOnHost(Read(file), compares: true);
                    }
                    catch (Exception problem) when (IsDocumented(problem))
                    {
                        Assert.That(problem.Message, Does.Contain("'y'"), $"{axes} axes, {attribute}[{at}] = {number}");
                    }
                }
            }
        }
    }

    [Test]
    public void ManyNodesOfOneName_AreNamedApartInLinearTime()
    {
        const int Count = 40_000;
        OnnxBytes graph = new OnnxBytes().Input(OnnxBytes.Value("x", 2));
        for (int i = 0; i < Count; i++)
        {
            graph.Node("Relu", "relu", [i == 0 ? "x" : $"v{i}"], [$"v{i + 1}"]);
        }

        Stopwatch clock = Stopwatch.StartNew();
        Network network = Read(graph.Output(OnnxBytes.Value($"v{Count}", 2)).ToArray());

        Assert.That(clock.Elapsed, Is.LessThan(Longest));
        Assert.That(network.Nodes[^1].Name, Is.EqualTo($"relu_{Count - 1}"));
    }

    [Test]
    public void AttributesWithoutEnd_AreCountedBeforeTheyAreParsed()
    {
        NodeProto node = new() { OpType = "Relu", Name = "y" };
        node.Input.Add("x");
        node.Output.Add("y");
        byte[] empty = new byte[2 * 1_000_000];
        for (int i = 0; i < empty.Length; i += 2)
        {
            empty[i] = (5 << 3) | 2;
        }

        byte[] model = Assemble([.. node.ToByteArray(), .. empty]);
        long before = GC.GetTotalAllocatedBytes();

        Assert.That(() => Read(model), Refusal.Saying("nodes, attributes and tensors"));
        Assert.That(GC.GetTotalAllocatedBytes() - before, Is.LessThan(20_000_000));
    }

    private static TestCaseData File(string name, OnnxBytes graph, string? words) =>
        new TestCaseData(graph.ToArray(), words).SetArgDisplayNames(name);

    private static OnnxBytes OnVector(Func<OnnxBytes, OnnxBytes> add) =>
        add(new OnnxBytes().Input(OnnxBytes.Value("x", 2))).Output(OnnxBytes.Value("y", 1));

    /// <summary>An LSTM of one element over a sequence.</summary>
    private static OnnxBytes Recurrent(long steps, Func<OnnxBytes, OnnxBytes> add) => add(new OnnxBytes()
        .Input(OnnxBytes.Value("x", steps, 2, 1))
        .Initializer(OnnxBytes.Tensor("w", [1, 4, 1], 1, 1, 1, 1))
        .Initializer(OnnxBytes.Tensor("r", [1, 4, 1], 1, 1, 1, 1))
        .Node("LSTM", "y", ["x", "w", "r"], ["y"])
        .Output(OnnxBytes.Value("y", 1)));

    private static OnnxBytes SizeAnd(string kind) =>
        OnVector(graph => graph.Node("Size", ["x"], ["s"]).Node(kind, "y", ["s"], ["y"]));

    /// <summary>Eight times as large with every node.</summary>
    private static OnnxBytes Doubling(string kind)
    {
        OnnxBytes graph = new OnnxBytes()
            .Input(OnnxBytes.Value("x", 1))
            .Initializer(OnnxBytes.Tensor("k0", [2048], new float[2048]));
        for (int i = 0; i < 6; i++)
        {
            string[] inputs = [.. Enumerable.Repeat($"k{i}", 8)];
            graph.Node(kind, inputs, [$"k{i + 1}"], OnnxBytes.Integer("axis", 0));
        }

        return graph.Node("ReduceMax", ["k6"], ["s"]).Node("Add", ["x", "s"], ["y"]).Output(OnnxBytes.Value("y", 1));
    }

    private static OnnxBytes Many(string graph)
    {
        OnnxBytes file = new OnnxBytes()
            .Input(OnnxBytes.Value("x", 1))
            .Initializer(OnnxBytes.Integers("size", [1], 1 << 22));
        for (int i = 0; i < 100; i++)
        {
            file.Node(graph, ["size"], [$"c{i}"]);
        }

        string[] all = [.. Enumerable.Range(0, 100).Select(i => $"c{i}")];
        return file.Node("Concat", all, ["y"], OnnxBytes.Integer("axis", 0))
            .Output(OnnxBytes.Value("y", 1));
    }

    /// <summary>A million channels, with a window over all of them.</summary>
    private static OnnxBytes Smoothed() => OnVector(graph => graph
        .Initializer(OnnxBytes.Integers("size", [3], 1, 1 << 20, 1))
        .Node("ConstantOfShape", ["size"], ["c"])
        .Node("LRN", "n", ["c"], ["n"], OnnxBytes.Integer("size", int.MaxValue))
        .Node("Add", ["x", "n"], ["y"]));

    /// <summary>A weight of 256 kB that is transposed for each of a thousand products.</summary>
    private static OnnxBytes Turned()
    {
        OnnxBytes graph = new OnnxBytes()
            .Input(OnnxBytes.Value("x", 1, 256))
            .Initializer(OnnxBytes.Tensor("w", [256, 256], new float[256 * 256]));
        for (int i = 0; i < 1000; i++)
        {
            graph.Node("MatMul", [i == 0 ? "x" : $"v{i}", "w"], [$"v{i + 1}"]);
        }

        return graph.Output(OnnxBytes.Value("v1000", 1));
    }

    private static OnnxBytes Joined(string kind) => new OnnxBytes()
        .Input(OnnxBytes.Value("x", 0, 3))
        .Node(kind, "y", kind == "Concat" ? ["x", "x"] : ["x"], ["y"], OnnxBytes.Integer("axis", 1))
        .Output(OnnxBytes.Value("y", 1));

    private static OnnxBytes Named(string name) =>
        OnVector(graph => graph.Node("Relu", name, ["x"], ["r"]).Node("Relu", "/a/Relu", ["r"], ["y"]));

    private static byte[] WindowFile(string kind, string attribute, int axes, int at, long number)
    {
        long[] spatial = [.. Enumerable.Repeat(4L, axes)];
        long[] filter = [.. Enumerable.Repeat(2L, axes)];
        OnnxBytes graph = new OnnxBytes().Input(OnnxBytes.Value("x", [1, 1, .. spatial]));
        bool hasWeight = kind.StartsWith("Conv", StringComparison.Ordinal);
        if (hasWeight)
        {
            int count = 1 << axes;
            float[] numbers = [.. Enumerable.Range(1, count).Select(i => (float)i)];
            graph.Initializer(OnnxBytes.Tensor("w", [1, 1, .. filter], numbers));
        }

        long[] values = attribute switch
        {
            "pads" => [.. Enumerable.Repeat(1L, 2 * axes)],
            "kernel_shape" => filter,
            "output_padding" => new long[axes],
            "output_shape" => spatial,
            _ => [.. Enumerable.Repeat(1L, axes)],
        };
        values[at] = number;
        List<AttributeProto> attributes = [OnnxBytes.IntegerList(attribute, values)];
        if (!hasWeight && attribute != "kernel_shape")
        {
            attributes.Add(OnnxBytes.IntegerList("kernel_shape", filter));
        }

        return graph.Node(kind, "y", hasWeight ? ["x", "w"] : ["x"], ["y"], [.. attributes])
            .Output(OnnxBytes.Value("y", 1)).ToArray();
    }

    /// <summary>A model around the bytes of one node.</summary>
    private static byte[] Assemble(byte[] node)
    {
        using MemoryStream graph = new();
        using (CodedOutputStream fields = new(graph, leaveOpen: true))
        {
            fields.WriteTag(1, WireFormat.WireType.LengthDelimited);
            fields.WriteBytes(ByteString.CopyFrom(node));
        }

        using MemoryStream model = new();
        using (CodedOutputStream fields = new(model, leaveOpen: true))
        {
            fields.WriteTag(7, WireFormat.WireType.LengthDelimited);
            fields.WriteBytes(ByteString.CopyFrom(graph.ToArray()));
        }

        return model.ToArray();
    }

    /// <summary>A missing check is reported in one line, and is a failure here.</summary>
    private static bool IsDocumented(Exception problem) =>
        problem is UnreadableInputException or UnsupportedModelException or NetworkException
        && !problem.Message.Contains("no check names", StringComparison.Ordinal);

    private static void RunOnHost(Network network, bool compares)
    {
        const int MostInputs = 1 << 20;
        Shape shape = network.ExampleShapes[0];
        if (shape.Count > MostInputs)
        {
            return;
        }

        Tensor input = new(shape, [.. Enumerable.Range(0, shape.Count).Select(i => (i % 5) - 1.5f)]);
        using Session cpu = new(network, Device.Cpu(threads: 2));
        float[] actual = cpu.Run(input).Data;
        if (compares)
        {
            using Session reference = new(network, Device.Reference);
            Assert.That(actual, Is.EqualTo(reference.Run(input).Data).Within(1e-3f));
        }
    }

    private Network Read(byte[] file) => OnnxReader.Read(_folder.Write("net.onnx", file));
}
