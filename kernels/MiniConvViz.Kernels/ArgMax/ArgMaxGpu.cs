using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// The index of the largest element, on a GPU. A row is never cut into slices: the threads of a block read a
/// single row of a million scores in 1000 rounds of loads, some 0.5 ms.
/// </summary>
internal static class ArgMaxGpu
{
    /// <summary><c>output[a,b] = the c for which input[a,c,b] is largest</c></summary>
    /// <param name="gpu">The device that holds all the views.</param>
    /// <param name="geometry">All sizes; Length is at least 1.</param>
    /// <param name="selectLast">Chooses the last of several equal values.</param>
    /// <param name="inputView">[Outer,Length,Inner]</param>
    /// <param name="outputView">[Outer,Inner]</param>
    /// <exception cref="GpuException">The device or its compiler fails.</exception>
    public static void Run(
        GpuAccelerator gpu,
        in AxisGeometry geometry,
        bool selectLast,
        ArrayView<float> inputView,
        ArrayView<float> outputView) =>
        Run(gpu, geometry, selectLast, inputView, outputView, RowForms.Choose(gpu, geometry));

    /// <summary>The same in a given form.</summary>
    internal static void Run(
        GpuAccelerator gpu,
        in AxisGeometry geometry,
        bool selectLast,
        ArrayView<float> inputView,
        ArrayView<float> outputView,
        RowForm form)
    {
        LargestElement identity = LargestElement.Identity(selectLast);
        if (form == RowForm.Thread)
        {
            gpu.Launch(ThreadKernel, geometry.Positions, geometry, identity, inputView, outputView);
        }
        else
        {
            RowTiling tiling = RowTiling.Create(geometry, mostSlices: 1);
            gpu.LaunchGroups(BlockKernel, tiling.Blocks, tiling, identity, inputView, outputView);
        }
    }

    // One thread reads a row.
    private static void ThreadKernel(
        Index1D index,
        AxisGeometry geometry,
        LargestElement identity,
        ArrayView<float> input,
        ArrayView<float> output) =>
        output[index] = RowAccumulator.Read(input, new RowRange(geometry, index), identity).Index;

    // The threads that share a row read it.
    [GpuGroup(RowTiling.Threads)]
    private static void BlockKernel(
        RowTiling tiling, LargestElement identity, ArrayView<float> input, ArrayView<float> output)
    {
        RowPlace place = new(tiling);
        LargestElement own = RowAccumulator.Read(input, new RowRange(tiling, place), identity);
        LargestElement row = RowAccumulator.JoinMembers(own, tiling, place.Member);
        if (place.Member == 0 && tiling.HasRow(place.Row))
        {
            output[place.Row] = row.Index;
        }
    }
}
