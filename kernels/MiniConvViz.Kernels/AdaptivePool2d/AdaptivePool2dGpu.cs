using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// Pooling to a given size on a GPU. To a single output per channel it is a reduction of rows
/// (<see cref="ReduceGpu"/>). Large windows have a thread block each; small ones, a thread each.
/// </summary>
internal static class AdaptivePool2dGpu
{
    /// <summary>
    /// Windows of fewer elements have one thread each. Networks pool to few outputs per channel, but have many
    /// channels: with a thread for each window of 15 x 15, 2048 channels of 4 x 4 outputs are 32768 threads.
    /// </summary>
    private const int SmallestShared = 256;

    /// <summary>Adjacent columns of a window that the threads of a warp read: coalesced access.</summary>
    private const int Across = 32;

    private const int Down = RowTiling.Threads / Across;

    /// <summary>
    /// <code>
    /// output[n,c,y,x] = combination of
    ///     input[n, c, floor(y*H/OH) .. ceil((y+1)*H/OH), floor(x*W/OW) .. ceil((x+1)*W/OW)]
    /// </code>
    /// </summary>
    /// <param name="gpu">The device that holds all the views.</param>
    /// <param name="reduction">Mean or maximum; compiled into the kernels.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="inputView">[N,C,H,W]</param>
    /// <param name="outputView">[N,C,OH,OW]</param>
    /// <param name="form">Null chooses one.</param>
    /// <exception cref="GpuException">The device or its compiler fails.</exception>
    public static void Run<T>(
        GpuAccelerator gpu,
        T reduction,
        in AdaptivePool2dGeometry geometry,
        ArrayView<float> inputView,
        ArrayView<float> outputView,
        RowForm? form = null)
        where T : unmanaged, IReduction
    {
        int planes = geometry.Batch * geometry.Channels;
        long outputs = (long)planes * geometry.OutHeight * geometry.OutWidth;
        if (geometry.OutHeight == 1 && geometry.OutWidth == 1)
        {
            ReduceGeometry rows = ReduceGeometry.Create([planes, geometry.InHeight * geometry.InWidth], axes: 2u);
            ReduceGpu.Run(gpu, reduction, rows, inputView, outputView, form);
        }
        else if ((form ?? Choose(gpu, geometry)) == RowForm.Block)
        {
            gpu.LaunchGroups(BlockKernel, outputs, reduction, geometry, inputView, outputView);
        }
        else
        {
            gpu.Launch(ThreadKernel, outputs, reduction, geometry, inputView, outputView);
        }
    }

    /// <summary>The form that is expected to be the fastest.</summary>
    public static RowForm Choose(GpuAccelerator gpu, in AdaptivePool2dGeometry geometry)
    {
        int window = geometry.EndRow(0) * geometry.EndColumn(0);
        return RowForms.Fits(RowForm.Block, gpu) && !gpu.Description.IsProcessor && window >= SmallestShared
            ? RowForm.Block
            : RowForm.Thread;
    }

    // One thread reads a window.
    private static void ThreadKernel<T>(
        Index1D index, T reduction, AdaptivePool2dGeometry geometry, ArrayView<float> input, ArrayView<float> output)
        where T : unmanaged, IReduction
    {
        AdaptiveWindow window = new(geometry, index);
        float value = Read(reduction, input, window, geometry.InWidth, 0, 1, 0, 1);
        output[index] = value / reduction.Divisor(window.Rows * window.Columns);
    }

    // The threads of a block read a window: 32 adjacent columns of 8 rows at a time.
    [GpuGroup(RowTiling.Threads)]
    private static void BlockKernel<T>(
        T reduction, AdaptivePool2dGeometry geometry, ArrayView<float> input, ArrayView<float> output)
        where T : unmanaged, IReduction
    {
        AdaptiveWindow window = new(geometry, Grid.IdxX);
        int y = Group.IdxX / Across;
        int x = Group.IdxX % Across;
        ReducedValue<T> own = new(Read(reduction, input, window, geometry.InWidth, y, Down, x, Across));
        ReducedValue<T> all = RowAccumulator.JoinMembers(own, Group.IdxX, RowTiling.Threads, acrossBits: 0);
        if (Group.IdxX == 0)
        {
            output[Grid.IdxX] = all.Value / reduction.Divisor(window.Rows * window.Columns);
        }
    }

    // Not inlined: ILGPU would move the divisions above into these loops.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static float Read<T>(
        T reduction, ArrayView<float> input, AdaptiveWindow window, int pitch, int y, int nextY, int firstX, int nextX)
        where T : unmanaged, IReduction
    {
        float value = reduction.Identity;
        for (; y < window.Rows; y += nextY)
        {
            // Each row has an accumulator of its own: a sum of ten thousand elements then rounds like two sums of a
            // hundred.
            float row = reduction.Identity;
            for (int x = firstX; x < window.Columns; x += nextX)
            {
                row = reduction.Combine(row, input[window.Offset + (y * pitch) + x]);
            }

            value = reduction.Combine(value, row);
        }

        return value;
    }
}
