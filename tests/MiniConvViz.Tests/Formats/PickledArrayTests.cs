using System.IO.Compression;
using MiniConvViz.Formats;

namespace MiniConvViz.Tests.Formats;

/// <summary>NumPy arrays in pickles written by hand.</summary>
public sealed class PickledArrayTests
{
    private TemporaryFolder _folder = null!;

    /// <summary>A bare pickle of two arrays, one in each of NumPy's two forms.</summary>
    public static byte[] Arrays() => FromBuffer(
        Reconstruct(new PickleBytes().Raw(0x80, 4).Op("}").Text("model").Op("}").Text("a"), "<", "f4", [2, 1], false)
            .Op("s").Text("b"),
        "C").Op("ss.").ToArray();

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void Read_BarePickleOfArrays_IsAStateDict()
    {
        StateDict weights = Read(Arrays());

        Assert.That(weights.Format, Is.EqualTo("pickle"));
        Assert.That(
            weights.Tensors.Select(tensor => tensor.ToString()),
            Is.EqualTo(["a [2,1] float32", "b [2] float32"]));
        Assert.That(
            weights.Tensors.Select(tensor => tensor.ToTensor().Values.ToArray()),
            Is.All.EqualTo(new float[] { 1, 2 }));
        Assert.That(weights.Metadata, Is.Empty);
    }

    [Test]
    public void Read_ArrayInTheOtherByteOrder_IsRefusedByName() => Assert.That(
        () => Read(One(">", "f4", [2])),
        Refusal.Saying("'w': an array in big-endian byte order is not supported; in Python: array.astype('<f4')"));

    [Test]
    public void Read_ArrayWithTooFewBytes_IsRefusedByName() => Assert.That(
        () => Read(One("<", "f4", [2, 2])), Refusal.Saying("'w': an array [2,2] of float32 takes 16 bytes, got 8"));

    [Test]
    public void Read_ArrayOfNegativeExtent_IsRefused() =>
        Assert.That(
            () => Read(One("<", "f4", [-1])),
            Refusal.Saying("'w': a tensor [-1]; expected extents of 0 or more"));

    [Test]
    public void Read_ArraysOfObjectsOnly_AreNoWeights() =>
        Assert.That(() => Read(One("|", "O8", [1])), Refusal.Saying("holds a dict of 'w', not a state_dict"));

    [Test]
    public void Read_ArrayInColumnOrder_IsTransposed()
    {
        PickleBytes pickle = Reconstruct(
            new PickleBytes().Raw(0x80, 3).Op("}").Text("w"), "<", "f2", [2, 2], true).Op("s.");
        Half[] values = [(Half)0, (Half)1.875f, (Half)0, (Half)2];
        Assert.That(
            Read(pickle.ToArray()).Tensors[0].ToTensor().Values.ToArray(),
            Is.EqualTo(new[] { (float)values[0], (float)values[2], (float)values[1], (float)values[3] }));
    }

    [Test]
    public void Read_ArrayInACompressedPickle_ReportsWhatToDo()
    {
        byte[] zip = HandMade.Zip(CompressionLevel.SmallestSize, ("archive/data.pkl", One("<", "f4", [2, 100], 800)));
        Assert.That(
            () => StateDict.Read(_folder.Write("packed.pth", zip)),
            Refusal.Saying("'w': an array in a compressed pickle is not supported"));
    }

    [Test]
    public void Read_ArraysOfProtocol2BeyondTheLimit_NameTheRemedy()
    {
        PickleBytes pickle = PickleBytes.Protocol2().Op("}").Text("w").Global("_codecs", "encode").Op("(")
            .Text(new string('a', (32 << 20) + 1)).Text("latin1").Op("tRs.");
        string path = _folder.Write("arrays.pkl", pickle.ToArray());
        Assert.That(Assert.Throws<UnreadableInputException>(() => StateDict.Read(path))!.Message, Is.EqualTo(
            $"{path}: the pickle, byte 26: the pickle is longer than 33554432 bytes besides the bytes of arrays, which "
            + "no state_dict needs; protocol 2 writes arrays as texts: give pickle.dump protocol=4, or torch.save "
            + "pickle_protocol=4, or write numpy.savez(path, **weights)"));
    }

    /// <summary>The limit on pickles does not count the bytes of arrays.</summary>
    [Category("Exhaustive")]
    [TestCase("pickle.dump(weights, open(path, 'wb'), protocol=4)", "pickle")]
    [TestCase("pickle.dump(weights, open(path, 'wb'), protocol=5)", "pickle")]
    [TestCase("torch.save(weights, path, pickle_protocol=4)", "PyTorch zip")]
    [TestCase("numpy.savez(open(path, 'wb'), **weights)", "NumPy archive")]
    public void Read_HundredMegabytesOfArrays_GivesTheirValues(string save, string format)
    {
        SystemPython.RequirePyTorch();
        string path = _folder.File("arrays.weights");
        SystemPython.Run(
            "-c",
            $"""
            import pickle, numpy, torch
            path = '{path}'
            weights = dict(a=numpy.arange(25_000_000, dtype='f4').reshape(5000, 5000), b=numpy.array([7], 'f8'))
            {save}
            """);

        StateDict weights = StateDict.Read(path);
        Assert.That(weights.Format, Is.EqualTo(format));
        Assert.That(
            weights.Tensors.Select(tensor => tensor.ToString()),
            Is.EqualTo(["a [5000,5000] float32", "b [1] float64"]));
        float[] values = weights.Tensors[0].ToTensor().Values.ToArray();
        Assert.That(new[] { values[0], values[1], values[12_345_678], values[^1] }, Is.EqualTo(
            new float[] { 0, 1, 12_345_678, 24_999_999 }));
        Assert.That(weights.Tensors[1].ToTensor().Values.ToArray(), Is.EqualTo(new float[] { 7 }));
    }

    private static byte[] One(string order, string kind, long[] shape, int bytes = 8) => Reconstruct(
        new PickleBytes().Raw(0x80, 3).Op("}").Text("w"), order, kind, shape, false, bytes).Op("s.").ToArray();

    private static PickleBytes Type(PickleBytes pickle, string order, string kind) => pickle
        .Global("numpy", "dtype").Op("(").Text(kind).Raw(0x89, 0x88).Op("tR(").Integer(3).Text(order).Op("NNNtb");

    private static PickleBytes Reconstruct(
        PickleBytes pickle, string order, string kind, long[] shape, bool isFortran, int bytes = 8)
    {
        pickle.Global("numpy.core.multiarray", "_reconstruct").Op("(").Global("numpy", "ndarray").Tuple(0)
            .Raw((byte)'C', 1, (byte)'b').Op("tR(").Integer(1).Tuple(shape);
        return Bytes(Type(pickle, order, kind).Raw((byte)(isFortran ? 0x88 : 0x89)), bytes).Op("tb");
    }

    private static PickleBytes FromBuffer(PickleBytes pickle, string order) => Type(
        Bytes(pickle.Global("numpy.core.numeric", "_frombuffer").Op("("), 8), "<", "f4").Tuple(2).Text(order).Op("tR");

    /// <summary>BINBYTES of 1 and 2 as float32, and zeros.</summary>
    private static PickleBytes Bytes(PickleBytes pickle, int count)
    {
        byte[] bytes = new byte[count];
        HandMade.Bytes(1, 2).CopyTo(bytes, 0);
        return pickle.Op("B").Raw(BitConverter.GetBytes(count)).Raw(bytes);
    }

    private StateDict Read(byte[] pickle) => StateDict.Read(_folder.Write("arrays.pkl", pickle));
}
