using ILGPU;

namespace MiniConvViz.Kernels.Tests;

/// <summary>Add, Mul and Concat: one number in, one number out.</summary>
public sealed class ElementwiseGpuTests(GpuDescription device) : GpuFixture(device)
{
    [TestCase(1)]
    [TestCase(17)]
    [TestCase(4099)]
    public void Add_AnyLength_IsExact(int count)
    {
        float[] left = Random(count, 1);
        float[] right = Random(count, 2);
        ArrayView<float> output = Reserve(count);
        AddGpu.Run(Gpu, Upload(left), Upload(right), output);
        AssertExact(Download(output), [.. left.Zip(right, (a, b) => a + b)], $"{count} numbers");
    }

    [TestCase(30, 1)]
    [TestCase(30, 5)]
    [TestCase(7, 7)]
    public void Mul_RightRepeated_IsExact(int count, int repeat)
    {
        float[] left = Random(count, 1);
        float[] right = Random(count / repeat, 2);
        ArrayView<float> output = Reserve(count);
        MulGpu.Run(Gpu, Upload(left), Upload(right), repeat, output);
        AssertExact(Download(output), [.. left.Select((a, i) => a * right[i / repeat])], $"repeat {repeat}");
    }

    [Test]
    public void Concat_ThreeInputs_LieSideBySideInEveryRow()
    {
        int[] widths = [3, 1, 7];
        int total = widths.Sum();
        const int Rows = 5;
        ArrayView<float> output = Reserve(Rows * total);
        float[] expected = new float[Rows * total];
        int offset = 0;
        foreach (int width in widths)
        {
            float[] input = Random(Rows * width, width);
            for (int i = 0; i < input.Length; i++)
            {
                expected[(i / width * total) + offset + (i % width)] = input[i];
            }

            ConcatGpu.Run(Gpu, Rows, width, Upload(input), total, offset, output);
            offset += width;
        }

        AssertExact(Download(output), expected, "widths 3, 1, 7");
    }
}
