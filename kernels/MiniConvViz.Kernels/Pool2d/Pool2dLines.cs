using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>
/// The loops of all pooling in blocked layout. A line is one pixel of 16 channels and a lane is a channel, so a
/// window is reduced by reading line after line.
/// </summary>
internal static unsafe class Pool2dLines
{
    /// <summary>
    /// <c>reduction over r, c of from[r*pitch + c*tap]</c>, for as many channels as a vector has lanes. Each row has
    /// an accumulator of its own: sums over large windows lose fewer digits, and rows do not depend on each other.
    /// </summary>
    /// <param name="from">The window's first line.</param>
    /// <param name="rows">How many rows of the window lie in the image; may be 0.</param>
    /// <param name="columns">How many columns.</param>
    /// <param name="pitch">Floats from one row of the window to the next.</param>
    /// <param name="tap">Floats from one column of the window to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Reduce<TReduction, TLanes, TVector>(float* from, int rows, int columns, nint pitch, nint tap)
        where TReduction : unmanaged, IPool2dReduction
        where TLanes : unmanaged, ILanes<TVector>
        where TVector : unmanaged
    {
        TVector identity = TLanes.Create(default(TReduction).Identity);
        TVector total = identity;
        for (int r = 0; r < rows; r++)
        {
            float* line = from + (r * pitch);
            TVector row = identity;
            for (int c = 0; c < columns; c++)
            {
                row = default(TReduction).Combine<TLanes, TVector>(row, TLanes.Load(line));
                line += tap;
            }

            total = default(TReduction).Combine<TLanes, TVector>(total, row);
        }

        return total;
    }

    /// <summary>Four adjacent whole windows at a time.</summary>
    /// <param name="from">The first window's first line.</param>
    /// <param name="rows">How many rows of the windows lie in the image; may be 0.</param>
    /// <param name="columns">How many columns a window has.</param>
    /// <param name="pitch">Floats from one row of a window to the next.</param>
    /// <param name="tap">Floats from one column of a window to the next.</param>
    /// <param name="step">Floats from one window to the next.</param>
    /// <param name="count">How many windows, at least four; the last four may overlap those before them.</param>
    /// <param name="divisor">The divisor of the reduction, if it has one.</param>
    /// <param name="output">[count,16]</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ReduceSideBySide<TReduction, TLanes, TVector>(
        float* from, int rows, int columns, nint pitch, nint tap, nint step, int count, int divisor, float* output)
        where TReduction : unmanaged, IPool2dReduction
        where TLanes : unmanaged, ILanes<TVector>
        where TVector : unmanaged
    {
        const int Group = 4;
        TReduction reduction = default;
        TVector identity = TLanes.Create(reduction.Identity);
        for (int next = 0; next < count; next += Group)
        {
            int x = Math.Min(next, count - Group);
            float* row = from + (x * step);
            TVector a = identity, b = identity, c = identity, d = identity;
            for (int ky = 0; ky < rows; ky++)
            {
                float* line = row;
                for (int kx = 0; kx < columns; kx++)
                {
                    a = reduction.Combine<TLanes, TVector>(a, TLanes.Load(line));
                    b = reduction.Combine<TLanes, TVector>(b, TLanes.Load(line + step));
                    c = reduction.Combine<TLanes, TVector>(c, TLanes.Load(line + (2 * step)));
                    d = reduction.Combine<TLanes, TVector>(d, TLanes.Load(line + (3 * step)));
                    line += tap;
                }

                row += pitch;
            }

            float* to = output + ((nint)x * ChannelBlocks.Lanes);
            TLanes.Store(reduction.Finish<TLanes, TVector>(a, divisor), to);
            TLanes.Store(reduction.Finish<TLanes, TVector>(b, divisor), to + ChannelBlocks.Lanes);
            TLanes.Store(reduction.Finish<TLanes, TVector>(c, divisor), to + (2 * ChannelBlocks.Lanes));
            TLanes.Store(reduction.Finish<TLanes, TVector>(d, divisor), to + (3 * ChannelBlocks.Lanes));
        }
    }
}
