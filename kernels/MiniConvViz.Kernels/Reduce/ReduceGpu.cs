using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// A reduction on a GPU. One axis is reduced at a time, the innermost first, so that adjacent threads read adjacent
/// elements whatever the axes are. Rows that are cut into slices (<see cref="RowTiling"/>) need a second launch, which
/// reduces the values of the slices.
/// <code>
/// mean over 0 and 2 of [N,C,L]    [N,C,L] -> sums [N,C] -> sums [C] / (N*L)
/// </code>
/// </summary>
internal static class ReduceGpu
{
    /// <summary><c>output[i] = combination over r of input[kept(i) + reduced(r)] / divisor</c></summary>
    /// <param name="gpu">The device that holds all the views.</param>
    /// <param name="reduction">Sum, mean or maximum; compiled into the kernel.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="inputView">Any shape.</param>
    /// <param name="outputView">The input's shape without the reduced axes.</param>
    /// <exception cref="GpuException">The device or its compiler fails.</exception>
    public static void Run<T>(
        GpuAccelerator gpu,
        T reduction,
        in ReduceGeometry geometry,
        ArrayView<float> inputView,
        ArrayView<float> outputView)
        where T : unmanaged, IReduction =>
        Run(gpu, reduction, geometry, inputView, outputView, form: null);

    /// <summary>The same in a given form; null chooses one for each launch.</summary>
    internal static void Run<T>(
        GpuAccelerator gpu,
        T reduction,
        in ReduceGeometry geometry,
        ArrayView<float> inputView,
        ArrayView<float> outputView,
        RowForm? form)
        where T : unmanaged, IReduction
    {
        // Values between launches alternate between two places in the scratch memory. Each launch leaves at most half
        // as many as the one before it.
        ArrayView<float> from = inputView;
        int first = 0, launches = 0;
        for (int i = 0; i < geometry.Axes; i++)
        {
            AxisGeometry axis = geometry.Axis(i);
            for (bool isReduced = false; !isReduced; launches++)
            {
                bool inBlocks = (form ?? RowForms.Choose(gpu, axis)) == RowForm.Block;
                RowTiling tiling = RowTiling.Create(axis, inBlocks ? int.MaxValue : 1);
                int values = axis.Positions * tiling.Slices;
                isReduced = tiling.Slices == 1;
                bool isLast = isReduced && i == geometry.Axes - 1;
                int divisor = isLast ? reduction.Divisor(geometry.Reduced.Count) : 1;
                first = launches == 0 ? (values + 3) / 4 * 4 : first;
                ArrayView<float> to = isLast
                    ? outputView
                    : gpu.Scratch(first + (first / 2)).SubView(launches % 2 * first, values);
                Launch(gpu, reduction, tiling, divisor, from, to, inBlocks);
                axis = new AxisGeometry { Outer = axis.Positions, Length = tiling.Slices, Inner = 1 };
                from = to;
            }
        }
    }

    private static void Launch<T>(
        GpuAccelerator gpu,
        T reduction,
        in RowTiling tiling,
        int divisor,
        ArrayView<float> from,
        ArrayView<float> to,
        bool inBlocks)
        where T : unmanaged, IReduction
    {
        if (inBlocks)
        {
            gpu.LaunchGroups(BlockKernel, tiling.Blocks, reduction, tiling, divisor, from, to);
        }
        else
        {
            gpu.Launch(ThreadKernel, tiling.Axis.Positions, reduction, tiling.Axis, divisor, from, to);
        }
    }

    // One thread reads a row.
    private static void ThreadKernel<T>(
        Index1D index, T reduction, AxisGeometry axis, int divisor, ArrayView<float> input, ArrayView<float> output)
        where T : unmanaged, IReduction
    {
        ReducedValue<T> row = new(reduction.Identity);
        row = RowAccumulator.Read(input, new RowRange(axis, index), row);
        output[index] = row.Value / divisor;
    }

    // The threads that share a row read a slice of it. output [rows,Slices]
    [GpuGroup(RowTiling.Threads)]
    private static void BlockKernel<T>(
        T reduction, RowTiling tiling, int divisor, ArrayView<float> input, ArrayView<float> output)
        where T : unmanaged, IReduction
    {
        RowPlace place = new(tiling);
        ReducedValue<T> own = new(reduction.Identity);
        own = RowAccumulator.Read(input, new RowRange(tiling, place), own);
        ReducedValue<T> slice = RowAccumulator.JoinMembers(own, tiling, place.Member);
        if (place.Member == 0 && tiling.HasRow(place.Row))
        {
            output[(place.Row * tiling.Slices) + place.Slice] = slice.Value / divisor;
        }
    }
}
