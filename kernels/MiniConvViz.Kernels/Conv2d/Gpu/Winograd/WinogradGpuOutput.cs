using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// Last step of a Winograd convolution on a GPU: transforms a tile's 36 products to its 4x4 outputs, <c>A' m A</c>,
/// with the epilogue: bias, residual, clamp. A thread has one tile of one output channel.
/// </summary>
internal static class WinogradGpuOutput
{
    public static void Run(
        GpuAccelerator gpu,
        in Conv2dGeometry geometry,
        in WinogradGpuChunk chunk,
        ArrayView<float> products,
        in Conv2dGpuOperands operands) =>
        gpu.Launch(
            Kernel,
            (long)chunk.OutChannels * chunk.Stride,
            geometry,
            chunk,
            products,
            operands.BiasOrEmpty,
            operands.ResidualOrEmpty,
            operands.Clamp,
            operands.Output);

    // One thread computes output[n,o,y,x] .. output[n,o,y+3,x+3]; at the right and lower edge, fewer.
    private static void Kernel(
        Index1D index,
        Conv2dGeometry geometry,
        WinogradGpuChunk chunk,
        ArrayView<float> products,
        ArrayView<float> bias,
        ArrayView<float> residual,
        ClampRange clamp,
        ArrayView<float> output)
    {
        int o = index / chunk.Stride;
        int inChunk = index % chunk.Stride;
        int tile = chunk.First + inChunk;
        int tileRow = tile / chunk.TileColumns;
        int n = tileRow / chunk.TileRows;
        int y = tileRow % chunk.TileRows * Winograd4x4.Outputs;
        int x = tile % chunk.TileColumns * Winograd4x4.Outputs;

        int step = chunk.OutChannels * chunk.Stride;
        Float4 a = ReadColumn(products, index, step);
        Float4 b = ReadColumn(products, index + step, step);
        Float4 c = ReadColumn(products, index + (2 * step), step);
        Float4 d = ReadColumn(products, index + (3 * step), step);
        Float4 e = ReadColumn(products, index + (4 * step), step);
        Float4 f = ReadColumn(products, index + (5 * step), step);
        Float4 r0 = new WinogradGpuSix(a.X, b.X, c.X, d.X, e.X, f.X).Outputs();
        Float4 r1 = new WinogradGpuSix(a.Y, b.Y, c.Y, d.Y, e.Y, f.Y).Outputs();
        Float4 r2 = new WinogradGpuSix(a.Z, b.Z, c.Z, d.Z, e.Z, f.Z).Outputs();
        Float4 r3 = new WinogradGpuSix(a.W, b.W, c.W, d.W, e.W, f.W).Outputs();

        int width = geometry.OutWidth;
        int first = (((((n * geometry.OutChannels) + o) * geometry.OutHeight) + y) * width) + x;
        int rows = inChunk < chunk.Count ? geometry.OutHeight - y : 0;
        float shift = bias.Length > 0 ? bias[o] : 0f;
        StoreRow(r0, shift, rows, width - x, width, first, residual, clamp, output);
        StoreRow(r1, shift, rows - 1, width - x, width, first + width, residual, clamp, output);
        StoreRow(r2, shift, rows - 2, width - x, width, first + (2 * width), residual, clamp, output);
        StoreRow(r3, shift, rows - 3, width - x, width, first + (3 * width), residual, clamp, output);
    }

    // Loads the six products of one column of points, each six matrices further.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Float4 ReadColumn(ArrayView<float> products, int at, int step) =>
        new WinogradGpuSix(
            products[at],
            products[at + (6 * step)],
            products[at + (12 * step)],
            products[at + (18 * step)],
            products[at + (24 * step)],
            products[at + (30 * step)]).Outputs();

    // Stores four outputs of a row: as many as lie inside the map, none if the row does not.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreRow(
        Float4 accumulators,
        float shift,
        int rows,
        int columns,
        int width,
        int index,
        ArrayView<float> residual,
        ClampRange clamp,
        ArrayView<float> output)
    {
        if (rows <= 0)
        {
            return;
        }

        if ((width & 3) != 0)
        {
            StoreOne(accumulators.X + shift, columns, index, residual, clamp, output);
            StoreOne(accumulators.Y + shift, columns - 1, index + 1, residual, clamp, output);
            StoreOne(accumulators.Z + shift, columns - 2, index + 2, residual, clamp, output);
            StoreOne(accumulators.W + shift, columns - 3, index + 3, residual, clamp, output);
        }
        else
        {
            // All four lie inside the map, at a multiple of sixteen bytes.
            int quad = index >> 2;
            Float4 rest = default;
            if (residual.Length > 0)
            {
                rest = residual.Cast<Float4>()[quad];
            }

            accumulators.X = clamp.Apply(accumulators.X + shift + rest.X);
            accumulators.Y = clamp.Apply(accumulators.Y + shift + rest.Y);
            accumulators.Z = clamp.Apply(accumulators.Z + shift + rest.Z);
            accumulators.W = clamp.Apply(accumulators.W + shift + rest.W);
            output.Cast<Float4>()[quad] = accumulators;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreOne(
        float value, int columns, int index, ArrayView<float> residual, ClampRange clamp, ArrayView<float> output)
    {
        if (columns > 0)
        {
            output[index] = clamp.Apply(residual.Length > 0 ? value + residual[index] : value);
        }
    }
}
