using MiniConvViz.Formats;

namespace MiniConvViz.Tests.Formats;

/// <summary>Valid safetensors files, and a violation of every rule of the format.</summary>
public sealed class SafeTensorsReaderTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [TestCase("""{}""", 0, "", TestName = "No tensors")]
    [TestCase("""{"__metadata__":{}}""", 0, "", TestName = "Metadata alone")]
    [TestCase(
        """{"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}     """,
        4, "a", TestName = "A scalar, padded")]
    [TestCase("""{"a":{"shape":[2,0,3],"data_offsets":[0,0],"dtype":"I64"}}""", 0, "a", TestName = "An empty tensor")]
    [TestCase(
        """{"b":{"dtype":"U8","shape":[3],"data_offsets":[2,5]},"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}""",
        5, "a b", TestName = "Tensors in another order than their names")]
    public void Read_LegalFile_GivesTensorsInFileOrder(string header, int dataBytes, string names)
    {
        StateDict weights = Read(HandMade.SafeTensors(header, dataBytes));
        Assert.That(string.Join(' ', weights.Tensors.Select(tensor => tensor.Name)), Is.EqualTo(names));
        Assert.That(weights.Tensors.Sum(tensor => tensor.ToTensor().Values.Length), Is.LessThanOrEqualTo(dataBytes));
    }

    [TestCase(
        """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""",
        3, "cut short", TestName = "A byte missing")]
    [TestCase(
        """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""",
        5, "end at byte 66 but the file has 67", TestName = "A byte too many")]
    [TestCase(
        """{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""",
        8, "begin at 4, expected 0", TestName = "A hole first")]
    [TestCase(
        """{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"U8","shape":[1],"data_offsets":[2,3]}}""",
        3, "begin at 2, expected 1", TestName = "A hole between")]
    [TestCase(
        """{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}""",
        3, "begin at 1, expected 2", TestName = "Overlap")]
    [TestCase(
        """{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}""",
        2, "begin at 0, expected 2", TestName = "The same bytes twice")]
    [TestCase(
        """{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""",
        4, "begin <= end", TestName = "End before begin")]
    [TestCase(
        """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}}""",
        8, "begin <= end", TestName = "Three offsets")]
    [TestCase(
        """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""",
        4, "float32 [2] does not take the 4", TestName = "Shape too large")]
    [TestCase(
        """{"a":{"dtype":"F32","shape":[500000000],"data_offsets":[0,2000000000]}}""",
        945, "the tensors end at byte 2000000079 but the file has 1024", TestName = "2 GB in a file of 1 kB")]
    [TestCase(
        """{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}""",
        0, "does not take the 0 bytes", TestName = "A size that overflows to 0")]
    [TestCase(
        """{"a":{"dtype":"F32","shape":[4294967296,4294967296,4294967296,4294967296,0],"data_offsets":[0,0]}}""",
        0, "expected extents", TestName = "Nothing, many times")]
    [TestCase(
        """{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""",
        4, "whole numbers from 0", TestName = "A negative extent")]
    [TestCase(
        """{"a":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}}""",
        4, "whole numbers", TestName = "A fractional extent")]
    [TestCase(
        """{"a":{"dtype":"F32","shape":[18446744073709551616],"data_offsets":[0,4]}}""",
        4, "whole numbers", TestName = "2^64")]
    [TestCase(
        """{"a":{"dtype":"F32","shape":["1"],"data_offsets":[0,4]}}""",
        4, "got String", TestName = "A text as extent")]
    [TestCase(
        """{"a":{"dtype":"F8_E4M3","shape":[4],"data_offsets":[0,4]}}""",
        4, "'F8_E4M3', which is not supported", TestName = "8-bit floats")]
    [TestCase(
        """{"a":{"dtype":"C64","shape":[1],"data_offsets":[0,8]}}""",
        8, "'C64', which is not supported", TestName = "Complex")]
    [TestCase(
        """{"a":{"dtype":"F32","shape":[1]}}""",
        4, "needs a dtype, a shape and data_offsets", TestName = "A field missing")]
    [TestCase(
        """{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}""",
        4, "repeated field 'dtype'", TestName = "A field twice")]
    [TestCase(
        """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":1}}""",
        4, "unknown or repeated field 'x'", TestName = "A field unknown")]
    [TestCase(
        """{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}""",
        2, "'a' occurs twice", TestName = "A name twice")]
    [TestCase("""{"__metadata__":{"a":"b","a":"c"}}""", 0, "'a' occurs twice", TestName = "A metadata key twice")]
    [TestCase("""{"__metadata__":{"a":1}}""", 0, "expects String, got Number", TestName = "A number as metadata")]
    [TestCase(
        """{"__metadata__":{},"__metadata__":{}}""",
        0, "'__metadata__' occurs twice", TestName = "Metadata twice")]
    [TestCase("""{"a":[[[[[[]]]]]]}""", 0, "expects StartObject", TestName = "A list as tensor")]
    [TestCase("""{"a":{"dtype":{"x":{"y":{}}}}}""", 0, "expects String", TestName = "Deeper than the format")]
    [TestCase("""{"a":""", 0, "safetensors header, byte", TestName = "JSON that ends early")]
    [TestCase("""{} {}""", 0, "safetensors header, byte", TestName = "JSON that goes on")]
    [TestCase(
        """{"\ud800":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}""",
        0, "safetensors header", TestName = "Half a character")]
    [TestCase(""" {}""", 0, "begins with '{'", TestName = "A space before the brace")]
    public void Read_BrokenRule_IsRefused(string header, int dataBytes, string expected) =>
        AssertRefused(HandMade.SafeTensors(header, dataBytes), expected);

    [TestCase(0UL, "begins with '{'")]
    [TestCase(3UL, "has 3 bytes but the file only 10")]
    [TestCase(100_000_000UL, "has 100000000 bytes but the file only 10")]
    [TestCase(100_000_001UL, "at most 100000000 is allowed")]
    [TestCase(ulong.MaxValue, "at most 100000000 is allowed")]
    public void Read_HeaderLengthBeyondTheFile_IsRefused(ulong length, string expected) =>
        AssertRefused([.. BitConverter.GetBytes(length), .. "{}"u8], expected);

    [Test]
    public void Read_HeaderNotUtf8_IsRefused() =>
        AssertRefused([.. BitConverter.GetBytes(4UL), (byte)'{', 0xC3, 0x28, (byte)'}'], "UTF-8");

    [Test]
    public void Read_EndlessName_IsQuotedShort()
    {
        string name = new('x', 100_000);
        byte[] file = HandMade.SafeTensors($$$"""{"{{{name}}}":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8);
        Assert.That(
            () => Read(file),
            Throws.TypeOf<UnreadableInputException>().With.Message.Matches("'x{100}\\.\\.\\.'.*begin at 4"));
    }

    [Test]
    public void Read_PrefixOnEveryName_IsRemoved()
    {
        StateDict weights = Read(HandMade.SafeTensors(
            """{"_orig_mod.module.a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 1));
        Assert.That(weights.Tensors[0].Name, Is.EqualTo("a"));
        Assert.That(weights.Notes, Has.Count.EqualTo(2));
    }

    [Test]
    public void ToTensor_EveryType_GivesItsNumbers()
    {
        (string DType, byte[] Bytes, double Value)[] cases =
        [
            ("F64", BitConverter.GetBytes(-0.1), -0.1), ("F32", BitConverter.GetBytes(0.1f), 0.1f),
            ("F16", BitConverter.GetBytes((Half)0.1), (double)(Half)0.1), ("BF16", [0xCD, 0x3D], 0.10009765625),
            ("I64", BitConverter.GetBytes(long.MinValue), long.MinValue), ("I32", BitConverter.GetBytes(-7), -7),
            ("I16", BitConverter.GetBytes((short)-300), -300), ("I8", [0x80], -128),
            ("U64", BitConverter.GetBytes(ulong.MaxValue), ulong.MaxValue),
            ("U32", BitConverter.GetBytes(uint.MaxValue), uint.MaxValue),
            ("U16", [0xFF, 0xFF], 65535), ("U8", [0xFF], 255), ("BOOL", [1], 1), ("BOOL", [0], 0),
        ];
        foreach ((string dtype, byte[] bytes, double value) in cases)
        {
            string header = $$$"""{"a":{"dtype":"{{{dtype}}}","shape":[1],"data_offsets":[0,{{{bytes.Length}}}]}}""";
            WeightTensor tensor = Read([.. HandMade.SafeTensors(header, 0), .. bytes]).Tensors[0];
            Assert.That(tensor.DType.ItemSize(), Is.EqualTo(bytes.Length), dtype);
            Assert.That(tensor.ToDoubles(), Is.EqualTo(new[] { value }), dtype);
            Assert.That(tensor.ToTensor().Values[0], Is.EqualTo((float)value), dtype);
        }
    }

    private StateDict Read(byte[] file) => StateDict.Read(_folder.Write("hand-made.safetensors", file));

    private void AssertRefused(byte[] file, string expected) =>
        Assert.That(() => Read(file), Refusal.Saying(expected));
}
