using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// Statistics per channel on a GPU: one thread per slice of a channel, then one per 32 slices, which it joins, and so
/// on until one is left: a tree reduction. The order depends on the sizes alone, so the result has the same bits in
/// every run.
/// </summary>
internal static class ChannelStatisticsGpu
{
    /// <summary>Values of a slice, at most: few enough for a running mean in float.</summary>
    private const int SliceLength = 128;

    /// <summary>Summaries that one thread joins.</summary>
    private const int JoinLength = 32;

    /// <summary>Scratch memory for <see cref="Run"/> on the device, in floats.</summary>
    public static int ScratchFloats(in ChannelGeometry geometry)
    {
        int floats = 0;
        for (int slices = geometry.InSlicesOf(SliceLength).Slices; slices > 1; slices = Joined(slices))
        {
            floats += ChannelSummary.FloatsOf(slices * geometry.Channels);
        }

        return floats;
    }

    /// <summary>
    /// Minimum, maximum, mean and squares of each channel's finite values, over all images, and how many values are
    /// zero, NaN or infinite. <c>squares = sum of (value - mean)^2</c>, which overflows in float if values exceed
    /// 1e19.
    /// </summary>
    /// <param name="gpu">The device that holds all the views.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="inputView">[N,C,plane]</param>
    /// <param name="scratchView"><see cref="ScratchFloats"/> floats; may be invalid if that is 0.</param>
    /// <param name="outputView">[C], a <see cref="ChannelSummary"/> each.</param>
    /// <exception cref="GpuException">The device or its compiler fails.</exception>
    public static void Run(
        GpuAccelerator gpu,
        in ChannelGeometry geometry,
        ArrayView<float> inputView,
        ArrayView<float> scratchView,
        ArrayView<float> outputView)
    {
        ChannelGeometry sliced = geometry.InSlicesOf(SliceLength);
        int slices = sliced.Slices, channels = sliced.Channels, place = 0;
        ArrayView<ChannelSummary> fromView = Next(slices);
        gpu.Launch(Kernel, (long)channels * slices, sliced, inputView, fromView);
        while (slices > 1)
        {
            int joined = Joined(slices);
            ArrayView<ChannelSummary> toView = Next(joined);
            gpu.Launch(JoinKernel, (long)channels * joined, slices, joined, fromView, toView);
            (slices, fromView) = (joined, toView);
        }

        // Summaries of more than one slice follow each other in the scratch memory.
        ArrayView<ChannelSummary> Next(int slices)
        {
            int summaries = slices * channels;
            ArrayView<float> view = slices == 1
                ? outputView
                : scratchView.SubView(place, summaries * ChannelSummary.Floats);
            place += ChannelSummary.FloatsOf(summaries);
            return view.Cast<ChannelSummary>();
        }
    }

    private static int Joined(int slices) => (slices + JoinLength - 1) / JoinLength;

    private static void Kernel(
        Index1D index, ChannelGeometry geometry, ArrayView<float> input, ArrayView<ChannelSummary> output)
    {
        int channel = index / geometry.Slices;
        int slice = index % geometry.Slices;
        ChannelCursor first = ChannelCursor.First(geometry, channel, slice);
        output[index] = Summarize(input, geometry, first, geometry.CountOf(slice));
    }

    private static void JoinKernel(
        Index1D index, int slices, int joined, ArrayView<ChannelSummary> input, ArrayView<ChannelSummary> output)
    {
        int first = index % joined * JoinLength;
        int count = slices - first < JoinLength ? slices - first : JoinLength;
        output[index] = Join(input, (index / joined * slices) + first, count);
    }

    // Not inlined: ILGPU would move the divisions above into these loops.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ChannelSummary Join(ArrayView<ChannelSummary> input, int first, int count)
    {
        ChannelSummary summary = input[first];
        for (int i = 1; i < count; i++)
        {
            summary = ChannelSummary.Join(summary, input[first + i]);
        }

        return summary;
    }

    // The mean and the squares so far, updated by one value (Welford, "Note on a Method for Calculating Corrected
    // Sums of Squares and Products", 1962).
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ChannelSummary Summarize(
        ArrayView<float> input, ChannelGeometry geometry, ChannelCursor place, int count)
    {
        float minimum = float.PositiveInfinity, maximum = float.NegativeInfinity, mean = 0f, squares = 0f;
        int finite = 0, zeros = 0, nans = 0, positive = 0, negative = 0;
        for (int i = 0; i < count; i++)
        {
            float x = input[place.Offset];
            if (float.IsNaN(x))
            {
                nans++;
            }
            else if (x > float.MaxValue)
            {
                positive++;
            }
            else if (x < float.MinValue)
            {
                negative++;
            }
            else
            {
                finite++;
                zeros += x == 0f ? 1 : 0;
                minimum = x < minimum ? x : minimum;
                maximum = x > maximum ? x : maximum;
                float difference = x - mean;
                mean += difference / finite;
                squares += difference * (x - mean);
            }

            place = place.Next(geometry);
        }

        return new ChannelSummary
        {
            Minimum = minimum,
            Maximum = maximum,
            Mean = mean,
            Squares = squares,
            Finite = finite,
            Zeros = zeros,
            NaNs = nans,
            PositiveInfinities = positive,
            NegativeInfinities = negative,
        };
    }
}
