using System.IO.Compression;
using MiniConvViz.Formats;

namespace MiniConvViz.Tests.Formats;

/// <summary>NumPy arrays in pickles, put together by hand.</summary>
public sealed class PickledArrayTests
{
    private TemporaryFolder _folder = null!;

    /// <summary>A bare pickle of two arrays, one in each of NumPy's ways.</summary>
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
        Assert.That(weights.Tensors.Select(tensor => tensor.ToString()), Is.EqualTo(["a [2,1] float32", "b [2] float32"]));
        Assert.That(weights.Tensors.Select(tensor => tensor.ToTensor().Values.ToArray()), Is.All.EqualTo(new float[] { 1, 2 }));
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
        Assert.That(() => Read(One("<", "f4", [-1])), Refusal.Saying("'w': a tensor [-1]; expected extents of 0 or more"));

    [Test]
    public void Read_ArraysOfObjectsOnly_AreNoWeights() =>
        Assert.That(() => Read(One("|", "O8", [1])), Refusal.Saying("holds a dict of 'w', not a state_dict"));

    [Test]
    public void Read_ArrayInColumnOrder_IsTransposed()
    {
        PickleBytes pickle = Reconstruct(new PickleBytes().Raw(0x80, 3).Op("}").Text("w"), "<", "f2", [2, 2], true).Op("s.");
        Half[] values = [(Half)0, (Half)1.875f, (Half)0, (Half)2];
        Assert.That(
            Read(pickle.ToArray()).Tensors[0].ToTensor().Values.ToArray(),
            Is.EqualTo(new[] { (float)values[0], (float)values[2], (float)values[1], (float)values[3] }));
    }

    [Test]
    public void Read_ArrayInACompressedPickle_SaysWhatToDo()
    {
        byte[] zip = HandMade.Zip(CompressionLevel.SmallestSize, ("archive/data.pkl", One("<", "f4", [2, 100], 800)));
        Assert.That(
            () => StateDict.Read(_folder.Write("packed.pth", zip)),
            Refusal.Saying("'w': an array in a compressed pickle is not supported"));
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
