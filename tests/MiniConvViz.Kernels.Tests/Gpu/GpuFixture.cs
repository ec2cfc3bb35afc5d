using ILGPU;
using ILGPU.Runtime;

namespace MiniConvViz.Kernels.Tests;

/// <summary>Tests that run once on every usable device, with methods for its memory.</summary>
[TestFixtureSource(typeof(GpuDevices), nameof(GpuDevices.Usable))]
internal abstract class GpuFixture(GpuDescription device)
{
    /// <summary>The numeric contract: relative L2 error against the double sums of the reference.</summary>
    protected const double MaxRelativeError = 5e-6;

    /// <summary>The contents of device memory for a result before the kernel runs.</summary>
    protected const float Unwritten = -12345f;

    private readonly List<MemoryBuffer> _buffers = [];

    /// <summary>
    /// Whether the device is <see cref="Ptx.PtxDevice"/>, which interprets half a billion instructions a second, a
    /// thousandth of a GPU's: the largest cases are skipped on it.
    /// </summary>
    protected bool IsPtx => GpuDevices.IsPtx(device);

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

    /// <summary>Device memory with these values; none if there are no values.</summary>
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

    /// <summary>
    /// Device memory for a result, filled so that elements which a kernel fails to write are detected.
    /// </summary>
    protected ArrayView<float> Reserve(int count)
    {
        float[] unwritten = new float[count];
        Array.Fill(unwritten, Unwritten);
        return Upload(unwritten);
    }

    protected float[] Download(ArrayView<float> view)
    {
        float[] numbers = new float[view.Length];
        Gpu.Download(view, numbers);
        return numbers;
    }

    /// <summary>Values in [-1, 1), the same for the same seed.</summary>
    protected static float[] Floats(int count, int seed) => Conv2dCase.RandomFloats(new Random(seed), count);
}
