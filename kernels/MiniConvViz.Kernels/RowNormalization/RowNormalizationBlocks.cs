using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// Normalises rows in thread blocks (<see cref="RowTiling"/>). The threads that share a row do the three passes
/// together, in one launch. If rows are cut into slices there are two launches: the first computes the statistics of
/// each slice, in the second every block joins the statistics of all slices of its rows, and normalises its own
/// slice.
/// </summary>
internal static class RowNormalizationBlocks
{
    public static void Run<T>(
        GpuAccelerator gpu,
        T normalization,
        in AxisGeometry axis,
        ArrayView<float> inputView,
        ArrayView<float> weightView,
        ArrayView<float> biasView,
        ArrayView<float> outputView)
        where T : unmanaged, IRowNormalization
    {
        RowTiling tiling = RowTiling.Create(axis);
        if (tiling.Slices == 1)
        {
            gpu.LaunchGroups(
                Kernel, tiling.Blocks, normalization, tiling, inputView, weightView, biasView, outputView);
            return;
        }

        ArrayView<RowStatistics<T>> slices = Measure(gpu, normalization, tiling, inputView);
        gpu.LaunchGroups(
            ApplyKernel, tiling.Blocks, normalization, tiling, slices, inputView, weightView, biasView, outputView);
    }

    /// <summary>The statistics of all slices, in scratch memory: [rows,Slices].</summary>
    public static ArrayView<RowStatistics<T>> Measure<T>(
        GpuAccelerator gpu, T normalization, in RowTiling tiling, ArrayView<float> inputView)
        where T : unmanaged, IRowNormalization
    {
        int floats = tiling.Axis.Positions * tiling.Slices * RowStatistics<T>.Floats;
        ArrayView<RowStatistics<T>> slices = gpu.Scratch(floats).SubView(0, floats).Cast<RowStatistics<T>>();
        gpu.LaunchGroups(MeasureKernel, tiling.Blocks, normalization, tiling, inputView, slices);
        return slices;
    }

    [GpuGroup(RowTiling.Threads)]
    private static void Kernel<T>(
        T normalization,
        RowTiling tiling,
        ArrayView<float> input,
        ArrayView<float> weight,
        ArrayView<float> bias,
        ArrayView<float> output)
        where T : unmanaged, IRowNormalization
    {
        RowPlace place = new(tiling);
        RowRange range = new(tiling, place);
        RowStatistics<T> statistics = MeasureSlice(normalization, tiling, place, range, input);
        RowScale row = RowNormalizationGpu.Scale(normalization, statistics, place.Row);
        RowNormalizationGpu.Apply(normalization, row, range, input, weight, bias, output);
    }

    [GpuGroup(RowTiling.Threads)]
    private static void MeasureKernel<T>(
        T normalization, RowTiling tiling, ArrayView<float> input, ArrayView<RowStatistics<T>> slices)
        where T : unmanaged, IRowNormalization
    {
        RowPlace place = new(tiling);
        RowStatistics<T> slice = MeasureSlice(normalization, tiling, place, new RowRange(tiling, place), input);
        if (place.Member == 0 && tiling.HasRow(place.Row))
        {
            slices[(place.Row * tiling.Slices) + place.Slice] = slice;
        }
    }

    [GpuGroup(RowTiling.Threads)]
    private static void ApplyKernel<T>(
        T normalization,
        RowTiling tiling,
        ArrayView<RowStatistics<T>> slices,
        ArrayView<float> input,
        ArrayView<float> weight,
        ArrayView<float> bias,
        ArrayView<float> output)
        where T : unmanaged, IRowNormalization
    {
        RowPlace place = new(tiling);
        RowStatistics<T> own = new(normalization.Identity, 0f, 0);
        if (tiling.HasRow(place.Row))
        {
            own = Join(own, slices, place.Row * tiling.Slices, tiling.Slices, place.Member, tiling.Members);
        }

        RowStatistics<T> joined = RowAccumulator.JoinMembers(own, tiling, place.Member);
        RowScale row = RowNormalizationGpu.Scale(normalization, joined, place.Row);
        RowNormalizationGpu.Apply(normalization, row, new RowRange(tiling, place), input, weight, bias, output);
    }

    /// <summary>The statistics of every step-th slice of a row, joined to what there was before.</summary>
    // Not inlined: ILGPU would move the caller's divisions into this loop.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static RowStatistics<T> Join<T>(
        RowStatistics<T> before, ArrayView<RowStatistics<T>> slices, int first, int count, int slice, int step)
        where T : unmanaged, IRowNormalization
    {
        RowStatistics<T> joined = before;
        for (; slice < count; slice += step)
        {
            joined = joined.Join(slices[first + slice]);
        }

        return joined;
    }

    // The statistics of a slice, in all its threads.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static RowStatistics<T> MeasureSlice<T>(
        T normalization, RowTiling tiling, RowPlace place, RowRange range, ArrayView<float> input)
        where T : unmanaged, IRowNormalization
    {
        int count = tiling.CountOf(place.Slice);
        RowCombination<T> identity = new(normalization.Identity);
        RowCombination<T> combined =
            RowAccumulator.JoinMembers(RowAccumulator.Read(input, range, identity), tiling, place.Member);
        RowSum<T> centered = new(normalization.Center(combined.Value, count), 0f);
        RowSum<T> sum =
            RowAccumulator.JoinMembers(RowAccumulator.Read(input, range, centered), tiling, place.Member);
        return new RowStatistics<T>(sum.Center, sum.Sum, count);
    }
}
