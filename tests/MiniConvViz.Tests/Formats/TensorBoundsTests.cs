using MiniConvViz.Formats;

namespace MiniConvViz.Tests.Formats;

/// <summary>
/// Shapes, strides, offsets and counts that exceed a storage, or describe more elements than there are.
/// </summary>
public sealed class TensorBoundsTests
{
    private const long Huge = 1L << 62;

    private static IEnumerable<TestCaseData<long, long, long[], long[], string>> Wrong =>
    [
        new(4, 0, [5], [1], "reaches element 5 of a storage that has 4") { TestName = "One number too many" },
        new(4, 1, [4], [1], "reaches element 5 of a storage that has 4") { TestName = "One number too far" },
        new(4, Huge, [1], [1], "of a storage that has 4") { TestName = "Offset 2^62" },
        new(4, long.MaxValue, [2], [long.MaxValue], "of a storage that has 4") { TestName = "A sum beyond 64 bits" },
        new(4, 0, [2, 2], [3, 1], "reaches element 5 of a storage that has 4") { TestName = "Stride too wide" },
        new(4, -1, [1], [1], "nothing negative") { TestName = "Negative offset" },
        new(4, 0, [2], [-1], "nothing negative") { TestName = "Negative stride" },
        new(4, 0, [-2], [1], "expected extents of 0 or more") { TestName = "Negative extent" },
        new(4, 0, [2, 2], [1], "one stride per axis") { TestName = "A stride missing" },
        new(4, 0, [Huge], [0], "at most 2147483591 elements") { TestName = "An extent of 2^62 with stride 0" },
        new(4, 0, [1 << 16, 1 << 16], [0, 0], "at most 2147483591 elements") { TestName = "2^32 with stride 0" },
        new(4, 0, [Huge, Huge, Huge, Huge], [0, 0, 0, 0], "at most 2147483591 elements") { TestName = "2^248 numbers" },
        new(4, 0, [Huge, 0], [0, 0], "at most 2147483591 elements") { TestName = "Nothing, 2^62 times" },
        new(4, 0, [1 << 25], [0], "describe 33554432 elements but it stores 4") { TestName = "2^25 numbers of 4" },
        new(Huge, 0, [4], [1], "describes no storage") { TestName = "A storage of 2^62 numbers" },
        new(1L << 40, 0, [4], [1], "has 16 bytes, expected") { TestName = "A storage of 2^40 numbers" },
        new(3, 0, [3], [1], "has 16 bytes, expected 12") { TestName = "A storage shorter than its record" },
        new(-1, 0, [0], [1], "describes no storage") { TestName = "A storage of -1 numbers" },
        new(4, 0, [.. Enumerable.Repeat(1L, 33)], [.. Enumerable.Repeat(1L, 33)], "33 axes") { TestName = "33 axes" },
    ];

    [TestCaseSource(nameof(Wrong))]
    public void Read_TensorBeyondItsStorage_IsRefused(
        long count, long offset, long[] size, long[] stride, string expected)
    {
        using TemporaryFolder folder = new();
        byte[] pickle = PickleBytes.OneWeight(count, offset, size, stride);
        string path = folder.Write("hostile.pth", HandMade.Zip(pickle, 1, 2, 3, 4));
        Assert.That(() => StateDict.Read(path), Refusal.Saying(expected));
    }

    [TestCase(new long[] { 4 }, new long[] { 1 }, 0, new float[] { 1, 2, 3, 4 })]
    [TestCase(new long[] { 2, 2 }, new long[] { 1, 2 }, 0, new float[] { 1, 3, 2, 4 })]
    [TestCase(new long[] { 3, 2 }, new long[] { 0, 3 }, 0, new float[] { 1, 4, 1, 4, 1, 4 })]
    [TestCase(new long[] { 3 }, new long[] { 1 }, 1, new float[] { 2, 3, 4 })]
    [TestCase(new long[] { 1, 2 }, new long[] { 99, 2 }, 1, new float[] { 2, 4 })]
    [TestCase(new long[] { }, new long[] { }, 3, new float[] { 4 })]
    [TestCase(new long[] { 0, 7 }, new long[] { 7, 1 }, 4, new float[] { })]
    public void ToTensor_AnyStridesWithinTheStorage_GathersRowMajor(
        long[] size, long[] stride, long offset, float[] expected)
    {
        using TemporaryFolder folder = new();
        byte[] pickle = PickleBytes.OneWeight(4, offset, size, stride);
        string path = folder.Write("view.pth", HandMade.Zip(pickle, 1, 2, 3, 4));
        Assert.That(StateDict.Read(path).Tensors[0].ToTensor().Values.ToArray(), Is.EqualTo(expected));
    }

    [Test]
    public void Read_OneStorageUnderThousandsOfNames_IsRefused()
    {
        PickleBytes pickle = PickleBytes.Protocol2().Op("}");
        for (int i = 0; i < 1000; i++)
        {
            pickle.Text($"weight{i}").Tensor(1 << 16, 0, [1 << 16], [1]).Op("s");
        }

        using TemporaryFolder folder = new();
        string path = folder.Write("many.pth", HandMade.Zip(pickle.Op(".").ToArray(), new float[1 << 16]));
        Assert.That(
            () => StateDict.Read(path),
            Refusal.Saying("describe 65536000 elements but it stores 65536"));
    }

    [Test]
    public void Read_OneStorageWithTwoTypes_IsRefused()
    {
        PickleBytes pickle = PickleBytes.Protocol2().Op("}").Text("a").Tensor(4, 0, [4], [1]).Op("s").Text("b")
            .Storage("0", 2, "DoubleStorage").Op("s.");
        using TemporaryFolder folder = new();
        string path = folder.Write("types.pth", HandMade.Zip(pickle.ToArray(), 1, 2, 3, 4));
        Assert.That(
            () => StateDict.Read(path),
            Refusal.Saying("2 elements of float64 here but 4 of float32 before"));
    }
}
