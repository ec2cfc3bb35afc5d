using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// A patch of 16 x 16 output pixels, one thread each, and the pixels of one input channel in all its windows, in
/// shared memory. The rungs from <see cref="Conv2dGpuSharedTile"/> to <see cref="Conv2dGpuVectorLoads"/> use it.
/// <code>
///       16 + 2
///     +--------+      a 3x3 filter: 18 x 18 pixels loaded for 256 x 9 multiply-adds of each output channel,
///     |+------+|      where 256 threads without shared memory load 256 x 9
///     ||16x16 ||
///     |+------+|
///     +--------+
/// </code>
/// </summary>
internal readonly struct Conv2dGpuPatch
{
    /// <summary>Pixels along an edge of the patch.</summary>
    public const int Side = 16;

    /// <summary>One thread per output pixel.</summary>
    public const int Threads = Side * Side;

    /// <summary>Size of the shared memory for the pixels of all windows.</summary>
    public const int MaxPixels = 5120;

    private readonly int _top;
    private readonly int _left;

    /// <param name="geometry">All sizes.</param>
    /// <param name="patch">The patch's index: x fastest, maps slowest.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Conv2dGpuPatch(Conv2dGeometry geometry, int patch)
    {
        int patchesX = Along(geometry.OutWidth);
        int patchesY = Along(geometry.OutHeight);
        Map = patch / patchesX / patchesY;
        int firstY = patch / patchesX % patchesY * Side;
        int firstX = patch % patchesX * Side;
        _top = (firstY * geometry.StrideY) - geometry.PaddingY;
        _left = (firstX * geometry.StrideX) - geometry.PaddingX;
        Y = firstY + (Group.IdxX / Side);
        X = firstX + (Group.IdxX % Side);
        Corner = (Group.IdxX / Side * geometry.StrideY * Width(geometry)) + (Group.IdxX % Side * geometry.StrideX);
    }

    /// <summary>The index of the map, or of the block of maps, counted over all images.</summary>
    public int Map { get; }

    /// <summary>The row of this thread's output pixel; past the last, nothing is stored.</summary>
    public int Y { get; }

    /// <summary>Its column; past the last, nothing is stored.</summary>
    public int X { get; }

    /// <summary>The offset of this thread's window in shared memory.</summary>
    public int Corner { get; }

    /// <summary>Whether the pixels of a patch's windows fit into the shared memory.</summary>
    public static bool Takes(in Conv2dGeometry geometry) => (long)Height(geometry) * Width(geometry) <= MaxPixels;

    /// <summary>Patches of one map.</summary>
    public static long PerMap(in Conv2dGeometry geometry) =>
        (long)Along(geometry.OutHeight) * Along(geometry.OutWidth);

    /// <summary>Columns of the pixels of all windows: floats from one row of shared memory to the next.</summary>
    public static int Width(in Conv2dGeometry geometry) =>
        ((Side - 1) * geometry.StrideX) + ((geometry.KernelWidth - 1) * geometry.DilationX) + 1;

    /// <summary>
    /// Loads the pixels of one channel with all threads of the block; the access is coalesced. Pixels outside the
    /// image are zero, so that the loop over the taps needs no test.
    /// </summary>
    /// <param name="geometry">All sizes.</param>
    /// <param name="input">[N,C,H,W]</param>
    /// <param name="channel">The channel, counted over all images.</param>
    /// <param name="pixels">Shared memory.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void LoadPixels(Conv2dGeometry geometry, ArrayView<float> input, int channel, ArrayView<float> pixels)
    {
        int width = Width(geometry);
        int count = Height(geometry) * width;
        for (int i = Group.IdxX; i < count; i += Threads)
        {
            int inY = _top + (i / width);
            int inX = _left + (i % width);
            float pixel = 0f;
            if (inY >= 0 && inY < geometry.InHeight && inX >= 0 && inX < geometry.InWidth)
            {
                pixel = input[(((channel * geometry.InHeight) + inY) * geometry.InWidth) + inX];
            }

            pixels[i] = pixel;
        }
    }

    private static int Height(in Conv2dGeometry geometry) =>
        ((Side - 1) * geometry.StrideY) + ((geometry.KernelHeight - 1) * geometry.DilationY) + 1;

    private static int Along(int size) => (size + Side - 1) / Side;
}
