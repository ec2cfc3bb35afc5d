using ILGPU;

namespace MiniConvViz.Kernels.Tests;

/// <summary>Add, Mul and Concat: element-wise, and exact.</summary>
internal sealed class ElementwiseGpuTests(GpuDescription device) : GpuFixture(device)
{
    [TestCase(1)]
    [TestCase(17)]
    [TestCase(4099)]
    public void Add_AnyLength_MatchesReference(int count) =>
        Check(default(AddFunction), BroadcastGeometry.Create([count], [count]), count, count, count);

    [TestCase(30, 1)]
    [TestCase(30, 5)]
    [TestCase(7, 7)]
    public void Mul_RightRepeated_MatchesReference(int count, int repeat) => Check(
        default(MulFunction),
        BroadcastGeometry.Create([count / repeat, repeat], [count / repeat, 1]),
        count,
        count / repeat,
        count);

    [Test]
    public void Sub_EveryOtherAxisOfEight_MatchesReference() => Check(
        default(SubFunction), BroadcastGeometry.Create([2, 1, 3, 1, 2, 1, 2, 1], [3, 1, 2, 1, 3, 1, 5]), 24, 90, 2160);

    [Test]
    public void Add_OntoItsOwnInput_MatchesReference()
    {
        ArrayView<float> leftView = Upload([1f, -2f, float.NaN]);
        BroadcastGeometry geometry = BroadcastGeometry.Create([3], [3]);
        BinaryGpu.Run(Gpu, default(AddFunction), geometry, leftView, Upload([10f, 20f, 30f]), leftView);
        Assert.That(Download(leftView), Is.EqualTo(new[] { 11f, 18f, float.NaN }));
    }

    [Test]
    public void Concat_ThreeInputs_MatchesReference()
    {
        const int Rows = 5;
        int[] inners = [3, 1, 7];
        int total = inners.Sum();
        float[] expected = new float[Rows * total];
        ArrayView<float> outputView = Reserve(Rows * total);
        int offset = 0;
        foreach (int inner in inners)
        {
            float[] input = Floats(Rows * inner, inner);
            ConcatReference.Run(Rows, inner, input, total, offset, expected);
            ConcatGpu.Run(Gpu, Rows, inner, Upload(input), total, offset, outputView);
            offset += inner;
        }

        Assert.That(Download(outputView), Is.EqualTo(expected));
    }

    private void Check<T>(T function, BroadcastGeometry geometry, int leftCount, int rightCount, int count)
        where T : unmanaged, IBinary
    {
        float[] left = Floats(leftCount, 1);
        float[] right = Floats(rightCount, 2);
        float[] expected = new float[count];
        BinaryReference.Run(function, geometry, left, right, expected);

        ArrayView<float> outputView = Reserve(count);
        BinaryGpu.Run(Gpu, function, geometry, Upload(left), Upload(right), outputView);
        Assert.That(Download(outputView), Is.EqualTo(expected));
    }
}
