using ILGPU;

namespace MiniConvViz.Kernels.Tests;

/// <summary>Add, Mul and Concat: one number in, one number out, and every one exact.</summary>
public sealed class ElementwiseGpuTests(GpuDescription device) : GpuFixture(device)
{
    [TestCase(1)]
    [TestCase(17)]
    [TestCase(4099)]
    public void Add_AnyLength_MatchesReference(int count)
    {
        float[] left = Floats(count, 1);
        float[] right = Floats(count, 2);
        float[] expected = new float[count];
        AddReference.Run(left, right, expected);

        ArrayView<float> outputView = Reserve(count);
        AddGpu.Run(Gpu, Upload(left), Upload(right), outputView);
        Assert.That(Download(outputView), Is.EqualTo(expected));
    }

    [Test]
    public void Add_OntoItsOwnInput_MatchesReference()
    {
        ArrayView<float> leftView = Upload([1f, -2f, float.NaN]);
        AddGpu.Run(Gpu, leftView, Upload([10f, 20f, 30f]), leftView);
        Assert.That(Download(leftView), Is.EqualTo(new[] { 11f, 18f, float.NaN }));
    }

    [TestCase(30, 1)]
    [TestCase(30, 5)]
    [TestCase(7, 7)]
    public void Mul_RightRepeated_MatchesReference(int count, int repeat)
    {
        float[] left = Floats(count, 1);
        float[] right = Floats(count / repeat, 2);
        float[] expected = new float[count];
        MulReference.Run(left, right, repeat, expected);

        ArrayView<float> outputView = Reserve(count);
        MulGpu.Run(Gpu, Upload(left), Upload(right), repeat, outputView);
        Assert.That(Download(outputView), Is.EqualTo(expected));
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
}
