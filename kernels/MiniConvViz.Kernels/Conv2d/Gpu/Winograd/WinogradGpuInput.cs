using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// First step of a Winograd convolution on a GPU: transforms a tile's 6x6 inputs to their values at the 36 pairs of
/// points, <c>B' d B</c>.
/// <code>
///  +-+-+-+-+-+-+
///  | |       | |      a thread: 36 elements of one channel, read once into registers, stored in 36 matrices;
///  | | 4 x 4 | |      the adjacent thread has the next tile, so that the stores are coalesced
///  | |       | |
///  +-+-+-+-+-+-+
/// </code>
/// </summary>
internal static class WinogradGpuInput
{
    public static void Run(
        GpuAccelerator gpu,
        in Conv2dGeometry geometry,
        in WinogradGpuChunk chunk,
        ArrayView<float> input,
        ArrayView<float> values) =>
        gpu.Launch(Kernel, (long)chunk.Channels * chunk.Stride, geometry, chunk, input, values);

    // One thread computes values[0..35,c,tile].
    private static void Kernel(
        Index1D index,
        Conv2dGeometry geometry,
        WinogradGpuChunk chunk,
        ArrayView<float> input,
        ArrayView<float> values)
    {
        int c = index / chunk.Stride;
        int tile = chunk.First + (index % chunk.Stride);
        int row = tile / chunk.TileColumns;
        int n = row / chunk.TileRows;
        int left = (tile % chunk.TileColumns * Winograd4x4.Outputs) - geometry.PaddingX;

        // A tile or channel past the last is placed below the image, so that it reads only zero padding.
        bool exists = n < geometry.Batch && c < geometry.InChannels;
        int top = exists ? (row % chunk.TileRows * Winograd4x4.Outputs) - geometry.PaddingY : geometry.InHeight;
        int map = ((n * geometry.InChannels) + c) * geometry.InHeight;
        WinogradGpuSix r0 = ReadRow(geometry, input, map, top, left).Values();
        WinogradGpuSix r1 = ReadRow(geometry, input, map, top + 1, left).Values();
        WinogradGpuSix r2 = ReadRow(geometry, input, map, top + 2, left).Values();
        WinogradGpuSix r3 = ReadRow(geometry, input, map, top + 3, left).Values();
        WinogradGpuSix r4 = ReadRow(geometry, input, map, top + 4, left).Values();
        WinogradGpuSix r5 = ReadRow(geometry, input, map, top + 5, left).Values();

        int step = chunk.Channels * chunk.Stride;
        WriteColumn(new(r0.A, r1.A, r2.A, r3.A, r4.A, r5.A), values, index, step);
        WriteColumn(new(r0.B, r1.B, r2.B, r3.B, r4.B, r5.B), values, index + step, step);
        WriteColumn(new(r0.C, r1.C, r2.C, r3.C, r4.C, r5.C), values, index + (2 * step), step);
        WriteColumn(new(r0.D, r1.D, r2.D, r3.D, r4.D, r5.D), values, index + (3 * step), step);
        WriteColumn(new(r0.E, r1.E, r2.E, r3.E, r4.E, r5.E), values, index + (4 * step), step);
        WriteColumn(new(r0.F, r1.F, r2.F, r3.F, r4.F, r5.F), values, index + (5 * step), step);
    }

    // Outside the image is zero. Tested before indexing: a negative index is far out of the view.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static WinogradGpuSix ReadRow(
        Conv2dGeometry geometry, ArrayView<float> input, int map, int inY, int left)
    {
        WinogradGpuSix pixels = default;
        if (inY >= 0 && inY < geometry.InHeight)
        {
            int width = geometry.InWidth;
            int row = (map + inY) * width;
            pixels.A = left >= 0 && left < width ? input[row + left] : 0f;
            pixels.B = left >= -1 && left < width - 1 ? input[row + left + 1] : 0f;
            pixels.C = left >= -2 && left < width - 2 ? input[row + left + 2] : 0f;
            pixels.D = left >= -3 && left < width - 3 ? input[row + left + 3] : 0f;
            pixels.E = left >= -4 && left < width - 4 ? input[row + left + 4] : 0f;
            pixels.F = left >= -5 && left < width - 5 ? input[row + left + 5] : 0f;
        }

        return pixels;
    }

    // Stores the values of one column of points, each six matrices further.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WriteColumn(WinogradGpuSix column, ArrayView<float> values, int at, int step)
    {
        WinogradGpuSix points = column.Values();
        values[at] = points.A;
        values[at + (6 * step)] = points.B;
        values[at + (12 * step)] = points.C;
        values[at + (18 * step)] = points.D;
        values[at + (24 * step)] = points.E;
        values[at + (30 * step)] = points.F;
    }
}
