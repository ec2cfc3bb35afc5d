using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// Histograms per channel on a GPU: one thread per slice of a channel fills a histogram of its own, then one thread
/// per channel and bin adds up the slices. No two threads write to the same address, so neither atomic operations nor
/// barriers are needed.
/// <code>
///            thread 0   1   2   3   4 ..      a thread's counts are a column: threads that count in the
///  bin 0          .   .   .   .   .           same bin, as adjacent ones often do, write coalesced
///  ..
///  bin 64         .   .   .   .   .
/// </code>
/// </summary>
internal static class ChannelHistogramGpu
{
    /// <summary>
    /// Values of a slice, at most: sixteen times as many as a thread has bins to clear before it counts.
    /// </summary>
    private const int SliceLength = 1024;

    /// <summary>Scratch memory for <see cref="Run"/> on the device, in words of 4 bytes.</summary>
    public static int ScratchWords(in ChannelGeometry geometry) =>
        geometry.InSlicesOf(SliceLength).Slices * geometry.Channels * HistogramBins.Count;

    /// <summary>
    /// The number of finite values of each channel, over all images, in each bin of <see cref="HistogramBins"/>.
    /// </summary>
    /// <param name="gpu">The device that holds all the views.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="inputView">[N,C,plane]</param>
    /// <param name="scratchView"><see cref="ScratchWords"/> words.</param>
    /// <param name="outputView">[C,<see cref="HistogramBins.Count"/>]</param>
    /// <exception cref="GpuException">The device or its compiler fails.</exception>
    public static void Run(
        GpuAccelerator gpu,
        in ChannelGeometry geometry,
        ArrayView<float> inputView,
        ArrayView<int> scratchView,
        ArrayView<int> outputView)
    {
        ChannelGeometry sliced = geometry.InSlicesOf(SliceLength);
        int threads = sliced.Channels * sliced.Slices;
        gpu.Launch(CountKernel, threads, sliced, threads, inputView, scratchView);
        gpu.Launch(
            SumKernel, (long)sliced.Channels * HistogramBins.Count, sliced.Slices, threads, scratchView, outputView);
    }

    private static void CountKernel(
        Index1D index, ChannelGeometry geometry, int threads, ArrayView<float> input, ArrayView<int> counts)
    {
        for (int bin = 0; bin < HistogramBins.Count; bin++)
        {
            counts[(bin * threads) + index] = 0;
        }

        int slice = index % geometry.Slices;
        ChannelCursor first = ChannelCursor.First(geometry, index / geometry.Slices, slice);
        Count(input, geometry, first, geometry.CountOf(slice), counts, index, threads);
    }

    // Not inlined: ILGPU would move the divisions above into its loop.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Count(
        ArrayView<float> input,
        ChannelGeometry geometry,
        ChannelCursor place,
        int count,
        ArrayView<int> counts,
        int column,
        int threads)
    {
        for (int i = 0; i < count; i++)
        {
            uint bits = Interop.FloatAsInt(input[place.Offset]);
            if (HistogramBins.Contain(bits))
            {
                counts[(HistogramBins.IndexOf(bits) * threads) + column]++;
            }

            place = place.Next(geometry);
        }
    }

    private static void SumKernel(
        Index1D index, int slices, int threads, ArrayView<int> counts, ArrayView<int> output)
    {
        int channel = index / HistogramBins.Count;
        int bin = index % HistogramBins.Count;
        output[index] = Sum(counts, (bin * threads) + (channel * slices), slices);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Sum(ArrayView<int> counts, int first, int slices)
    {
        int sum = 0;
        for (int i = 0; i < slices; i++)
        {
            sum += counts[first + i];
        }

        return sum;
    }
}
