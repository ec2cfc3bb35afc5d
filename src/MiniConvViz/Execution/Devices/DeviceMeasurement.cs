using System.Diagnostics;
using ILGPU;
using ILGPU.Runtime;
using MiniConvViz.Kernels;
using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Execution;

/// <summary>The bandwidth of a device and its speed of convolution.</summary>
/// <param name="UploadBytesPerSecond">From the machine's memory to the device's; null where they are one.</param>
/// <param name="DownloadBytesPerSecond">Back; null where they are one.</param>
/// <param name="CopyBytesPerSecond">Within the device's memory: bytes copied, each read once and written once.</param>
/// <param name="ConvolutionFlopsPerSecond">A 3x3 convolution from 128 to 128 channels over 28x28 pixels, two operations
/// per multiply-add of its definition; an algorithm that needs fewer operations counts as faster.</param>
public sealed record DeviceMeasurement(
    double? UploadBytesPerSecond,
    double? DownloadBytesPerSecond,
    double CopyBytesPerSecond,
    double ConvolutionFlopsPerSecond)
{
    private const int CopiedFloats = 16 << 20;
    private const int Channels = 128;
    private const int Size = 28;
    private const int LargeBatch = 32;
    private static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(20);

    /// <summary>Measures a device for about a second; an emulated one takes longer.</summary>
    /// <exception cref="DeviceException">The device fails.</exception>
    public static DeviceMeasurement Take(Device device)
    {
        IBackend? backend = null;
        using Session session = new(
            OneConvolution(), Device.Of(device.Name, device.Description, () => backend = device.CreateBackend()));
        TimeSpan step = TimeSpan.Zero;
        session.StepTimed += time => step = time.ChangesLayout ? step : time.Elapsed;
        TimeSpan best = Best(1);
        double flops = best < Slow ? Flops(LargeBatch) / Best(LargeBatch).TotalSeconds : Flops(1) / best.TotalSeconds;
        (double? up, double? down, double copy) = backend is GpuBackend gpu ? Copy(gpu.Gpu) : (null, null, CopyOnHost());
        return new DeviceMeasurement(up, down, copy, flops);

        // The first run compiles; then the fastest of five, or of one that is slow.
        TimeSpan Best(int batch)
        {
            Tensor input = new RandomParameters(1).Get("input", [batch, Channels, Size, Size]);
            session.Run(input);
            TimeSpan least = TimeSpan.MaxValue;
            for (int run = 0; run < 5 && (run == 0 || least < TimeSpan.FromSeconds(1)); run++)
            {
                session.Run(input);
                least = step < least ? step : least;
            }

            return least;
        }
    }

    /// <summary>The first run of the convolution for one image, with all that is done once.</summary>
    /// <exception cref="DeviceException">The device fails.</exception>
    internal static FirstRun FirstConvolution(Device device)
    {
        FirstRun first = default;
        using Session session = new(OneConvolution(), device.WithListener(run => first = run));
        session.Run(new RandomParameters(1).Get("input", [1, Channels, Size, Size]));
        return first;
    }

    private static double Flops(int batch) => 2.0 * batch * Size * Size * Channels * Channels * 9;

    private static Network OneConvolution()
    {
        ModelCard card = new("convolution", Channels, null, Size, [], [], []);
        NetworkBuilder net = new(card, new RandomParameters(2));
        net.Conv2d("conv", net.Input(), Channels, Channels, kernel: 3, padding: 1);
        return net.Build();
    }

    private static (double? Up, double? Down, double Copy) Copy(GpuAccelerator gpu)
    {
        float[] host = new float[CopiedFloats];
        try
        {
            using MemoryBuffer1D<float, Stride1D.Dense> a = gpu.Allocate(CopiedFloats);
            using MemoryBuffer1D<float, Stride1D.Dense> b = gpu.Allocate(CopiedFloats);
            ArrayView<float> from = a.View.BaseView;
            ArrayView<float> to = b.View.BaseView;
            return (
                BytesPerSecond(() =>
                {
                    gpu.Upload(host, from);
                    gpu.Synchronize();
                }),
                BytesPerSecond(() => gpu.Download(from, host)),
                BytesPerSecond(gpu.Time(() => gpu.Copy(from, to))));
        }
        catch (GpuException problem)
        {
            throw new DeviceException(problem.Message, problem);
        }
    }

    private static double CopyOnHost()
    {
        using CpuWorkers workers = new(Environment.ProcessorCount);
        float[] from = new float[CopiedFloats];
        float[] to = new float[CopiedFloats];
        return BytesPerSecond(() => ConcatSimd.Run(workers, 1, CopiedFloats, from, CopiedFloats, 0, to));
    }

    private static double BytesPerSecond(Action copy)
    {
        copy();
        TimeSpan least = TimeSpan.MaxValue;
        for (int i = 0; i < 5; i++)
        {
            long start = Stopwatch.GetTimestamp();
            copy();
            TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
            least = elapsed < least ? elapsed : least;
        }

        return BytesPerSecond(least);
    }

    private static double BytesPerSecond(TimeSpan copy) => CopiedFloats * (double)sizeof(float) / copy.TotalSeconds;
}
