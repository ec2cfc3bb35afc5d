using System.Diagnostics;
using MiniConvViz.Formats;

namespace MiniConvViz.Tests.Formats;

/// <summary>
/// Objects next to the weights, written by hand: they are described, never created, and the weights are read.
/// </summary>
public sealed class CheckpointObjectsTests
{
    private static readonly float[] Numbers = [1, 2];
    private TemporaryFolder _folder = null!;

    private static IEnumerable<TestCaseData> Objects =>
    [
        Case("None", "None", value => value.Op("N")),
        Case("Namespace", "Namespace(epochs=90)", value => value
            .Global("argparse", "Namespace").Op(")").Raw(0x81).Op("}").Text("epochs").Integer(90).Op("sb")),
        Case("NumPy number", "0.5", value => value
            .Global("numpy.core.multiarray", "scalar").Op("(").Global("numpy", "dtype").Op("(").Text("f8")
            .Raw(0x89, 0x88).Op("tR(").Integer(3).Text("<").Op("NNNtb").Global("_codecs", "encode")
            .Text("\0\0\0\0\0\0\u00E0?").Text("latin1").Raw(0x86).Op("RtR")),
        Case("NumPy array", "numpy array (2, 3)", value => value
            .Global("numpy.core.multiarray", "_reconstruct").Op("(").Global("numpy", "ndarray").Tuple(0)
            .Raw((byte)'C', 1, (byte)'b').Op("tR(").Integer(1).Tuple(2, 3).Op("NN").Raw((byte)'C', 2, 7, 7).Op("tb")),
        Case("NumPy array of protocol 5", "numpy array (2, 3)", value => value
            .Global("numpy.core.numeric", "_frombuffer").Op("(").Raw((byte)'C', 2, 7, 7).Op("N").Tuple(2, 3)
            .Text("C").Op("tR")),
        Case("defaultdict", "{'a': 1}", value => value
            .Global("collections", "defaultdict").Global("__builtin__", "list").Raw(0x85).Op("R")
            .Text("a").Integer(1).Op("s")),
        Case("set of protocol 2", "set([1])", value => value
            .Global("__builtin__", "set").Op("]").Integer(1).Op("a").Raw(0x85).Op("R")),
        Case("set of protocol 4", "set(1, 2)", value => value.Raw(0x8F).Op("(").Integer(1).Integer(2).Raw(0x90)),
        Case("frozenset", "frozenset(1)", value => value.Op("(").Integer(1).Raw(0x91)),
        Case("path", "PosixPath('/runs/1')", value => value
            .Global("pathlib", "PosixPath").Op("(").Text("/").Text("runs").Text("1").Op("tR")),
        Case("date", "2024-05-01 12:30:00", value => value
            .Global("datetime", "datetime").Raw((byte)'C', 10, 7, 0xE8, 5, 1, 12, 30, 0, 0, 0, 0).Raw(0x85).Op("R")),
        Case("version", "TorchVersion('2.1.0+cu121')", value => value
            .Global("torch.torch_version", "TorchVersion").Text("2.1.0+cu121").Raw(0x85, 0x81)),
        Case("enum", "Colour(2)", value => value.Global("lost.module", "Colour").Integer(2).Raw(0x85).Op("R")),
        Case("enum of Python 3.11", "Colour.RED", value => value
            .Global("__builtin__", "getattr").Global("lost.module", "Colour").Text("RED").Raw(0x86).Op("R")),
        Case("bound method", "LambdaLR().step", value => value
            .Global("__builtin__", "getattr").Op("(").Global("torch.optim.lr_scheduler", "LambdaLR").Op(")").Raw(0x81)
            .Text("step").Op("tR")),
        Case("call of a bound method", "getattr(timezone.utc, 1)", value => value
            .Global("builtins", "getattr").Global("datetime", "timezone").Text("utc").Raw(0x86).Op("R")
            .Integer(1).Raw(0x85).Op("R")),
        Case("class of a dict", "ConfigDict('type': 'ResNet')", value => value
            .Global("mmcv.utils.config", "ConfigDict").Op(")").Raw(0x81).Text("type").Text("ResNet").Op("s")),
        Case("arguments by name", "Config(1, depth=18)", value => value
            .Global("lost", "Config").Integer(1).Raw(0x85).Op("}").Text("depth").Integer(18).Op("s").Raw(0x92)),
        Case("name", "lost.function", value => value.Global("lost", "function")),
        Case("name of protocol 4", "lost.function", value => value.ShortText("lost").ShortText("function").Raw(0x93)),
        Case("bytes", "300 bytes", value => value.Op("B").Raw(0x2C, 1, 0, 0).Raw(new byte[300])),
        Case("bytearray", "3 bytes", value => value.Raw(0x96, 3, 0, 0, 0, 0, 0, 0, 0).Op("abc")),
        Case("string of Python 2", "text", value => value.Op("T").Raw(4, 0, 0, 0).Op("text")),
        Case("bytes of Python 2", "2 bytes", value => value.Op("U").Raw(2, 0xFF, 0xFE)),
        Case("long text", "text", value => value.Raw(0x8D, 4, 0, 0, 0, 0, 0, 0, 0).Op("text")),
        Case("number of 9 bytes", "18446744073709551616", value => value
            .Raw(0x8B, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1)),
        Case("popped values", "1", value => value.Integer(1).Op("N0").Op("(NN1").Op("(0")),
        Case("value twice", "Pair(1, 1)", value => value
            .Global("lost", "Pair").Integer(1).Op("2").Raw(0x86).Op("R")),
        Case("memo of protocol 4", "Pair(7, 7)", value => value
            .Global("lost", "Pair").Raw(0x94).Integer(7).Raw(0x94).Op("h\u0001").Raw(0x86).Op("R")),
        Case("frame", "1", value => value.Raw(0x95, 10, 0, 0, 0, 0, 0, 0, 0).Integer(1)),
    ];

    /// <summary>A checkpoint of protocol 5 with all of these objects: every opcode that is read.</summary>
    public static byte[] EveryOpcode()
    {
        PickleBytes pickle = new PickleBytes().Raw(0x80, 5).Op("}");
        int next = 0;
        foreach (TestCaseData data in Objects)
        {
            ((Func<PickleBytes, PickleBytes>)data.Arguments[0]!)(pickle.Text($"object {next++}")).Op("s");
        }

        return HandMade.Zip(WithState(pickle).ToArray(), Numbers);
    }

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [TestCaseSource(nameof(Objects))]
    public void Read_ObjectBesideTheWeights_IsDescribedAndNotInTheWay(Delegate value, string expected)
    {
        Func<PickleBytes, PickleBytes> push = (Func<PickleBytes, PickleBytes>)value;
        for (byte protocol = 2; protocol <= 5; protocol++)
        {
            PickleBytes pickle = push(new PickleBytes().Raw(0x80, protocol).Op("}").Text("beside")).Op("s");
            StateDict weights = Read(HandMade.Zip(WithState(pickle).ToArray(), Numbers));
            Assert.That(weights.Tensors[0].ToTensor().Values.ToArray(), Is.EqualTo(Numbers));
            Assert.That(weights.Metadata["beside"], Is.EqualTo(expected));
        }
    }

    [Test]
    public void Read_AllObjectsTogether_GivesTheWeights()
    {
        StateDict weights = Read(EveryOpcode());

        Assert.That(weights.Tensors.Select(tensor => tensor.Name), Is.EqualTo(["weight"]));
        Assert.That(weights.Metadata, Has.Count.EqualTo(Objects.Count()));
    }

    [Test]
    public void Read_TensorOverAnObject_IsRefusedByNameOnlyWhereItIsAWeight()
    {
        PickleBytes pickle = PickleBytes.Protocol2().Op("}").Text("optimizer").Op("}").Text("state");
        Assert.That(
            Read(HandMade.Zip(WithState(OverAnObject(pickle).Op("ss")).ToArray(), Numbers)).Tensors,
            Has.Count.EqualTo(1));

        PickleBytes weight = PickleBytes.Protocol2().Op("}").Text("weight");
        AssertRefused(
            OverAnObject(weight).Op("s."),
            "'weight': a tensor that depends on an object of the type 'lost.Storage' cannot be read");
    }

    [Test]
    public void Read_OneLongListUnderManyKeys_TakesNoTime()
    {
        PickleBytes pickle = PickleBytes.Protocol2().Op("](" + new string('N', 150_000) + "eq\00")
            .Global("pathlib", "PosixPath").Op("(" + new string('N', 150_000) + "tRq\u00010}");
        for (int i = 0; i < 50_000; i++)
        {
            pickle.Text($"list {i}").Op("h\0s").Text($"path {i}").Op("h\u0001s");
        }

        long start = Stopwatch.GetTimestamp();
        StateDict weights = Read(HandMade.Zip(WithState(pickle).ToArray(), Numbers));
        Assert.That(weights.Metadata, Has.Count.EqualTo(100_000));
        Assert.That(Stopwatch.GetElapsedTime(start).TotalSeconds, Is.LessThan(30), "about one second");
    }

    [Test]
    public void Read_TensorOfAClassOfItsOwn_GivesItsNumbers()
    {
        PickleBytes pickle = PickleBytes.Protocol2().Op("}").Text("weight")
            .Global("torch._tensor", "_rebuild_from_type_v2").Op("(").Global("torch._utils", "_rebuild_tensor_v2")
            .Global("lost", "TensorImage").Op("(").Storage("0", 2).Integer(0).Tuple(2).Tuple(1).Raw(0x89)
            .Global("collections", "OrderedDict").Op(")Rt}tRs.");
        Assert.That(
            Read(HandMade.Zip(pickle.ToArray(), Numbers)).Tensors[0].ToTensor().Values.ToArray(), Is.EqualTo(Numbers));
    }

    [Test]
    public void Read_LegacyWithSkippedStorage_FindsTheTensorsAfterIt()
    {
        PickleBytes pickle = PickleBytes.Protocol2().Op("}").Text("c").Op("(").Text("storage")
            .Global("torch", "ComplexFloatStorage").Text("9").Text("cpu").Integer(1).Op("NtQs");
        byte[] whole = HandMade.Legacy(WithState(pickle, legacy: true).ToArray(), Numbers);
        byte[] one = PickleBytes.Protocol2().Op("]").Text("0").Op("a.").ToArray();
        byte[] two = PickleBytes.Protocol2().Op("](").Text("9").Text("0").Op("e.").ToArray();
        int at = whole.AsSpan().LastIndexOf(one);
        byte[] skipped = [1, 0, 0, 0, 0, 0, 0, 0, 9, 9, 9, 9, 9, 9, 9, 9];
        byte[] file = [.. whole[..at], .. two, .. skipped, .. whole[(at + one.Length)..]];
        Assert.That(Read(file).Tensors[0].ToTensor().Values.ToArray(), Is.EqualTo(Numbers));
    }

    private static TestCaseData Case(string name, string expected, Func<PickleBytes, PickleBytes> value) =>
        new(value, expected) { TestName = $"{{m}}({name})" };

    /// <summary>Ends a pickle whose dict is open with <c>'state_dict': {'weight': tensor}</c>.</summary>
    private static PickleBytes WithState(PickleBytes pickle, bool legacy = false)
    {
        pickle.Text("state_dict").Op("}").Text("weight");
        return (legacy
            ? pickle.Global("torch._utils", "_rebuild_tensor").Op("(").LegacyStorage("0", 2)
                .Integer(0).Tuple(2).Tuple(1).Op("tR")
            : pickle.Tensor(2, 0, [2], [1])).Op("ss.");
    }

    /// <summary>A tensor whose storage is an object created by an unknown function.</summary>
    private static PickleBytes OverAnObject(PickleBytes pickle) => pickle
        .Global("torch._utils", "_rebuild_tensor").Op("(").Global("lost", "Storage").Op(")R")
        .Integer(0).Tuple(2).Tuple(1).Op("tR");

    private StateDict Read(byte[] file) => StateDict.Read(_folder.Write("hand-made.pth", file));

    private void AssertRefused(PickleBytes pickle, string expected) =>
        Assert.That(() => Read(HandMade.Zip(pickle.ToArray())), Refusal.Saying(expected));
}
