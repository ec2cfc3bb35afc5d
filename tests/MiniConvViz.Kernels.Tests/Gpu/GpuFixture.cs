using ILGPU;
using ILGPU.Runtime;

namespace MiniConvViz.Kernels.Tests;

/// <summary>Tests that run once on every usable device, with the device's memory at hand.</summary>
[TestFixtureSource(typeof(GpuDevices), nameof(GpuDevices.Usable))]
public abstract class GpuFixture(GpuDescription device)
{
    private readonly List<MemoryBuffer> _buffers = [];

    protected GpuAccelerator Gpu => GpuDevices.Open(device);

    [TearDown]
    public void ReleaseMemory()
    {
        foreach (MemoryBuffer buffer in _buffers)
        {
            buffer.Dispose();
        }

        _buffers.Clear();
    }

    /// <summary>Device memory that holds these numbers; no memory for none.</summary>
    protected ArrayView<float> Upload(ReadOnlySpan<float> numbers)
    {
        if (numbers.IsEmpty)
        {
            return default;
        }

        MemoryBuffer1D<float, Stride1D.Dense> buffer = Gpu.Allocate(numbers.Length);
        _buffers.Add(buffer);
        Gpu.Upload(numbers, buffer.View);
        return buffer.View;
    }

    /// <summary>Device memory for a result, full of a number that no result has, so that a gap shows.</summary>
    protected ArrayView<float> Reserve(int count)
    {
        float[] unwritten = new float[count];
        Array.Fill(unwritten, -12345f);
        return Upload(unwritten);
    }

    protected float[] Download(ArrayView<float> view)
    {
        float[] numbers = new float[view.Length];
        Gpu.Download(view, numbers);
        return numbers;
    }

    /// <summary>Numbers in [-1, 1), the same for the same seed.</summary>
    protected static float[] Random(int count, int seed)
    {
        Random random = new(seed);
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++)
        {
            numbers[i] = (random.NextSingle() * 2f) - 1f;
        }

        return numbers;
    }

    /// <summary>NaN and infinity where expected, and a relative L2 error of at most 5e-6 over the rest.</summary>
    protected static void AssertClose(float[] actual, float[] expected, string parameters)
    {
        Assert.That(actual, Has.Length.EqualTo(expected.Length), parameters);
        double errors = 0.0;
        double squares = 0.0;
        int worst = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            if (!float.IsFinite(expected[i]) || !float.IsFinite(actual[i]))
            {
                Assert.That(actual[i], Is.EqualTo(expected[i]), $"{parameters}, index {i}");
                continue;
            }

            double error = (double)actual[i] - expected[i];
            errors += error * error;
            squares += (double)expected[i] * expected[i];
            worst = Math.Abs(error) > Math.Abs((double)actual[worst] - expected[worst]) ? i : worst;
        }

        if (Math.Sqrt(errors) > 5e-6 * Math.Sqrt(squares))
        {
            Assert.Fail($"{parameters}: relative L2 error {Math.Sqrt(errors / squares):E2}; worst at index {worst}: "
                + $"expected {expected[worst]:G9}, got {actual[worst]:G9}");
        }
    }

    /// <summary>The same numbers, bit for bit but for the kind of NaN.</summary>
    protected static void AssertExact(float[] actual, float[] expected, string parameters)
    {
        Assert.That(actual, Has.Length.EqualTo(expected.Length), parameters);
        for (int i = 0; i < expected.Length; i++)
        {
            if (!actual[i].Equals(expected[i]))
            {
                Assert.Fail($"{parameters}, index {i}: expected {expected[i]:G9}, got {actual[i]:G9}");
            }
        }
    }
}
