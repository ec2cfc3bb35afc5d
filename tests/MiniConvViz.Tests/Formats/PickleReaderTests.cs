using System.Globalization;
using MiniConvViz.Formats;
using MiniConvViz.Formats.PyTorch;

namespace MiniConvViz.Tests.Formats;

/// <summary>The pickles that the machine refuses, and unusual valid ones that it reads.</summary>
public sealed class PickleReaderTests
{
    private static readonly PickleOpcode[] Allowed =
    [
        PickleOpcode.PROTO, PickleOpcode.STOP, PickleOpcode.MARK, PickleOpcode.NONE, PickleOpcode.NEWTRUE,
        PickleOpcode.NEWFALSE, PickleOpcode.BININT, PickleOpcode.BININT1, PickleOpcode.BININT2, PickleOpcode.LONG1,
        PickleOpcode.BINFLOAT, PickleOpcode.BINUNICODE, PickleOpcode.SHORT_BINSTRING, PickleOpcode.EMPTY_TUPLE,
        PickleOpcode.EMPTY_LIST, PickleOpcode.EMPTY_DICT, PickleOpcode.TUPLE, PickleOpcode.TUPLE1, PickleOpcode.TUPLE2,
        PickleOpcode.TUPLE3, PickleOpcode.APPEND, PickleOpcode.APPENDS, PickleOpcode.SETITEM, PickleOpcode.SETITEMS,
        PickleOpcode.BINPUT, PickleOpcode.LONG_BINPUT, PickleOpcode.BINGET, PickleOpcode.LONG_BINGET,
        PickleOpcode.GLOBAL, PickleOpcode.REDUCE, PickleOpcode.BUILD, PickleOpcode.BINPERSID, PickleOpcode.POP,
        PickleOpcode.POP_MARK, PickleOpcode.DUP, PickleOpcode.LONG4, PickleOpcode.BINSTRING, PickleOpcode.BINBYTES,
        PickleOpcode.SHORT_BINBYTES, PickleOpcode.BINBYTES8, PickleOpcode.BYTEARRAY8, PickleOpcode.SHORT_BINUNICODE,
        PickleOpcode.BINUNICODE8, PickleOpcode.EMPTY_SET, PickleOpcode.ADDITEMS, PickleOpcode.FROZENSET,
        PickleOpcode.NEWOBJ, PickleOpcode.NEWOBJ_EX, PickleOpcode.STACK_GLOBAL, PickleOpcode.MEMOIZE,
        PickleOpcode.FRAME,
    ];

    private TemporaryFolder _folder = null!;

    private static IEnumerable<byte> OtherOpcodes =>
        Enumerable.Range(0, 256).Select(value => (byte)value).Where(value => !Allowed.Contains((PickleOpcode)value));

    [TestCaseSource(nameof(OtherOpcodes))]
    public void Read_OpcodeThatTorchNeverWrites_IsRefusedByNameAndOffset(byte opcode)
    {
        string name = Enum.IsDefined((PickleOpcode)opcode) ? ((PickleOpcode)opcode).ToString() : "unknown";
        AssertRefused(
            PickleBytes.Protocol2().Op("N").Raw(opcode).Raw(new byte[16]),
            $"data.pkl, byte 3: the opcode {name} (0x{opcode.ToString("X2", CultureInfo.InvariantCulture)})");
    }

    [TestCase("q\0", TestName = "BINPUT on an empty stack")]
    [TestCase("r\0\0\0\0", TestName = "LONG_BINPUT on an empty stack")]
    [TestCase("t", TestName = "TUPLE without a mark")]
    [TestCase("\u0085", TestName = "TUPLE1 on an empty stack")]
    [TestCase("N\u0086", TestName = "TUPLE2 with one value")]
    [TestCase("NN\u0087", TestName = "TUPLE3 with two values")]
    [TestCase("]a", TestName = "APPEND without a value")]
    [TestCase("]Ne", TestName = "APPENDS without a mark")]
    [TestCase("}Ns", TestName = "SETITEM without a key")]
    [TestCase("}NNu", TestName = "SETITEMS without a mark")]
    [TestCase("Q", TestName = "BINPERSID on an empty stack")]
    [TestCase("R", TestName = "REDUCE on an empty stack")]
    [TestCase(")R", TestName = "REDUCE without a name")]
    [TestCase("b", TestName = "BUILD on an empty stack")]
    [TestCase("N(b", TestName = "BUILD reaching below a mark")]
    [TestCase("N(\u0085", TestName = "TUPLE1 reaching below a mark")]
    [TestCase("N(.", TestName = "STOP after an open mark")]
    [TestCase(".", TestName = "STOP on an empty stack")]
    [TestCase("NN.", TestName = "STOP with two values")]
    [TestCase("h\u0007.", TestName = "BINGET of what was never put")]
    [TestCase("j\u0007\0\0\0.", TestName = "LONG_BINGET of what was never put")]
    [TestCase("N(NNu.", TestName = "SETITEMS on None")]
    [TestCase("}(Nu.", TestName = "SETITEMS with a key alone")]
    [TestCase("}Na.", TestName = "APPEND to a dict")]
    [TestCase("]}b.", TestName = "BUILD on a list")]
    [TestCase("NQ.", TestName = "BINPERSID of None")]
    [TestCase("N)R.", TestName = "REDUCE of None")]
    [TestCase("ctorch\nFloatStorage\n)R.", TestName = "REDUCE of a storage type")]
    [TestCase("ctorch._utils\n_rebuild_tensor_v2\n)R.", TestName = "A tensor without arguments")]
    [TestCase("ccollections\nOrderedDict\nN\u0085R.", TestName = "An OrderedDict of None")]
    [TestCase("ccollections\nOrderedDict\n](NNea\u0085R.", TestName = "An OrderedDict of no pairs")]
    [TestCase("0", TestName = "POP on an empty stack")]
    [TestCase("1", TestName = "POP_MARK without a mark")]
    [TestCase("2", TestName = "DUP on an empty stack")]
    [TestCase("\u0094", TestName = "MEMOIZE on an empty stack")]
    [TestCase("\u0091", TestName = "FROZENSET without a mark")]
    [TestCase("N(N\u0090.", TestName = "ADDITEMS to None")]
    [TestCase("}(N\u0090.", TestName = "ADDITEMS to a dict")]
    [TestCase("NN\u0093.", TestName = "STACK_GLOBAL of no texts")]
    [TestCase("N)\u0081.", TestName = "NEWOBJ of None")]
    [TestCase("ca\nb\nN\u0081.", TestName = "NEWOBJ without arguments")]
    [TestCase("ca\nb\n)N\u0092.", TestName = "NEWOBJ_EX without a dict")]
    [TestCase("N}b.", TestName = "BUILD on None")]
    [TestCase("ctorch._tensor\n_rebuild_from_type_v2\n(ctorch._tensor\n_rebuild_from_type_v2\nN)NtR.",
        TestName = "A rebuild of a rebuild")]
    public void Read_PickleThatMakesNoSense_IsRefused(string opcodes) =>
        AssertRefused(PickleBytes.Protocol2().Op(opcodes), "data.pkl, byte ");

    [TestCase("X\u00FF\u00FF\u00FF\u00FF", "4294967295 more bytes", TestName = "A text of 4 GB")]
    [TestCase("U\u00FFabc", "255 more bytes", TestName = "A short text that is cut")]
    [TestCase("\u008A\u00FF", "255 more bytes", TestName = "An integer of 255 bytes that is cut")]
    [TestCase("J\0\0", "4 more bytes", TestName = "An integer that is cut")]
    [TestCase("G\0\0", "8 more bytes", TestName = "A float that is cut")]
    [TestCase("ctorch", "1 more bytes", TestName = "A name that is cut")]
    [TestCase("X\u0002\0\0\0\u00C3\u0028", "not UTF-8", TestName = "A text that is not UTF-8")]
    [TestCase("\u0080\u0001.", "protocol 1", TestName = "An older protocol")]
    [TestCase("\u0080\u0006.", "protocol 6", TestName = "A newer protocol")]
    [TestCase("\u0095\u00FF\u00FF\u00FF\u00FF\0\0\0\0", "4294967295 more bytes", TestName = "A frame of 4 GB")]
    [TestCase("\u0095\0\0\0\0\0\0\0\u0080", "more bytes", TestName = "A frame of negative length")]
    [TestCase("\u008E\0\0\0\0\u0001\0\0\0", "4294967296 more bytes", TestName = "Bytes of 4 GB")]
    [TestCase("B\u0009\0\0\0abc", "9 more bytes", TestName = "Bytes that are cut")]
    [TestCase("\u008D\u0009\0\0\0\0\0\0\0abc", "9 more bytes", TestName = "A long text that is cut")]
    [TestCase("\u008B\u00FF\u00FF\u00FF\u00FF", "longer than 1024 bytes", TestName = "A number of negative length")]
    [TestCase("\u008B\0\0\u0001\0", "longer than 1024 bytes", TestName = "A number of 64 kB")]
    public void Read_PickleCutShortOrForeign_ReportsWhatIsMissing(string opcodes, string expected) =>
        AssertRefused(PickleBytes.Protocol2().Op(opcodes), expected);

    [Test]
    public void Read_NameOfAThousandBytes_IsRefused() =>
        AssertRefused(PickleBytes.Protocol2().Op("c" + new string('a', 2000) + "\nb\n."), "a name longer than");

    [Test]
    public void Read_ManyNestedLists_NeedsNoStack()
    {
        const int depth = 300_000;
        AssertRefused(
            PickleBytes.Protocol2().Op(new string(']', depth) + new string('a', depth - 1) + "."),
            "holds a list, not a state_dict");
    }

    [TestCase(']')]
    [TestCase('(')]
    [TestCase('N')]
    public void Read_EndlessValues_StopsAtTheLimit(char opcode) =>
        AssertRefused(
            PickleBytes.Protocol2().Op(new string(opcode, CheckpointLimits.PickleValues + 1)),
            "more than 1048576 values");

    [Test]
    public void Read_EndlessNames_StopsAtTheLimit()
    {
        PickleBytes pickle = PickleBytes.Protocol2();
        for (int i = 0; i <= CheckpointLimits.PickleNames; i++)
        {
            pickle.Global("module", $"name{i}");
        }

        AssertRefused(pickle, "more than 4096 names");
    }

    /// <summary>Values that take up to three bytes of a file, and much more memory.</summary>
    [TestCase("N", "\u0094")]
    [TestCase("", "]\u0094")]
    [TestCase("", "]Na")]
    [TestCase("", "}NNs")]
    [TestCase("", "\u008F")]
    public void Read_ValuesThatTakeMuchMemory_StopsAtTheLimit(string first, string repeated)
    {
        string many = string.Concat(Enumerable.Repeat(repeated, CheckpointLimits.PickleValues - 2));
        AssertRefused(
            PickleBytes.Protocol2().Op(first + many), "its values take more than 48 MB, which no state_dict needs");
    }

    [Test]
    public void Read_DictThatHoldsItself_IsRefused() =>
        AssertRefused(
            PickleBytes.Protocol2().Op("}q\0").Text("state_dict").Op("h\0s."), "holds a dict of 'state_dict'");

    [Test]
    public void Read_KeyTwice_IsRefused() =>
        AssertRefused(
            PickleBytes.Protocol2().Op("}").Text("a").Op("Ns").Text("a").Op("Ns."), "the key 'a' occurs twice");

    [Test]
    public void Read_NameWithLineBreaksAndControlCharacters_StaysOnOneLine() =>
        AssertRefused(
            PickleBytes.Protocol2().Op("}").Text("a\r\n\u001B[31m\u2028b").Op("Ns."),
            "holds a dict of 'a\\u000d\\u000a\\u001b[31m\\u2028b'");

    [Test]
    public void Read_CallOfACommand_IsRefusedByNameAndOffset() =>
        AssertRefused(
            PickleBytes.Protocol2().Op("}").Text("x").Global("os", "system").Text("true").Raw(0x85).Op("Rs."),
            "data.pkl, byte 9: the GLOBAL 'os.system'");

    [TestCase("posix", "system")]
    [TestCase("nt", "system")]
    [TestCase("os", "execv")]
    [TestCase("subprocess", "Popen")]
    [TestCase("builtins", "eval")]
    [TestCase("__builtin__", "eval")]
    [TestCase("builtins", "exec")]
    [TestCase("runpy", "run_path")]
    public void Read_NameThatRunsSomething_IsRefusedHoweverItIsNamed(string module, string name)
    {
        AssertRefused(
            PickleBytes.Protocol2().Op("}").Text("x").Global(module, name).Op("s."), $"'{module}.{name}'");
        AssertRefused(
            PickleBytes.Protocol2().Op("}").Text("x").Text(module).Text(name).Raw(0x93).Op("s."),
            $"'{module}.{name}'");
    }

    [TestCase("torchvision.models.resnet", "ResNet")]
    [TestCase("__main__", "Net")]
    public void Read_WholeModule_IsRefusedWithTheRemedy(string module, string name) =>
        AssertRefused(
            PickleBytes.Protocol2().Global(module, name).Op(")").Raw(0x81).Op("}b."),
            $"whole pickled module ('{module}.{name}'), not a state_dict, and a pickle is never executed; "
                + "in Python: torch.save(model.state_dict(), path)");

    [Test]
    public void Read_ModuleUnderAKey_IsRefusedWithTheRemedy() =>
        AssertRefused(
            PickleBytes.Protocol2().Op("}").Text("model").Global("torch.nn.modules.conv", "Conv2d").Op(")")
                .Raw(0x81).Op("s."),
            "whole pickled module ('torch.nn.modules.conv.Conv2d')");

    [Test]
    public void Read_OrderedDictOfPython2_IsTaken()
    {
        PickleBytes pickle = PickleBytes.Protocol2().Global("collections", "OrderedDict").Op("]]")
            .Op("(U\u0006weight").Tensor(2, 0, [2], [1]).Op("ea").Raw(0x85).Op("R.");
        StateDict weights = Read(HandMade.Zip(pickle.ToArray(), 1, 2));
        Assert.That(weights.Tensors[0].ToTensor().Values.ToArray(), Is.EqualTo(new float[] { 1, 2 }));
    }

    [Test]
    public void Read_TensorOverUntypedStorage_TakesTheTypeFromTheCall()
    {
        PickleBytes pickle = PickleBytes.Protocol2().Op("}").Text("weight")
            .Global("torch._utils", "_rebuild_tensor_v3").Op("(")
            .Storage("0", 8, "UntypedStorage", "torch.storage").Integer(1).Tuple(2).Tuple(1).Raw(0x89)
            .Global("collections", "OrderedDict").Op(")R").Global("torch", "uint16").Op("tRs.");
        StateDict weights = Read(HandMade.Zip(
            pickle.ToArray(), BitConverter.Int32BitsToSingle(0x00020001), BitConverter.Int32BitsToSingle(0x00040003)));
        Assert.That(weights.Tensors[0].DType, Is.EqualTo(DType.UInt16));
        Assert.That(weights.Tensors[0].ToTensor().Values.ToArray(), Is.EqualTo(new float[] { 2, 3 }));
    }

    [Test]
    public void ToDoubles_Float64_KeepsEveryBit()
    {
        PickleBytes pickle = PickleBytes.Protocol2().Op("}").Text("weight")
            .Global("torch._utils", "_rebuild_tensor").Op("(")
            .Storage("0", 1, "DoubleStorage").Integer(0).Tuple(1).Tuple(1).Op("tRs.");
        byte[] tenth = BitConverter.GetBytes(0.1);
        StateDict weights = Read(HandMade.Zip(
            pickle.ToArray(), BitConverter.ToSingle(tenth, 0), BitConverter.ToSingle(tenth, 4)));
        Assert.That(weights.Tensors[0].ToDoubles(), Is.EqualTo(new[] { 0.1 }));
        Assert.That(weights.Tensors[0].ToTensor().Values[0], Is.EqualTo(0.1f));
    }

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    private StateDict Read(byte[] file) => StateDict.Read(_folder.Write("hand-made.pth", file));

    private void AssertRefused(PickleBytes pickle, string expected)
    {
        string path = _folder.Write("hostile.pth", HandMade.Zip(pickle.ToArray()));
        Assert.That(
            () => StateDict.Read(path),
            Refusal.Saying(expected).And.Message.StartsWith($"{path}: ")
                .And.Message.Not.Contains("\n"));
    }
}
