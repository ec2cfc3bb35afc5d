using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// The 36 GEMMs of <see cref="WinogradGpuProducts"/> without shared memory, for CPU OpenCL devices: a thread has
/// sixteen output channels of four tiles.
/// </summary>
internal static class WinogradGpuRegisters
{
    public const int Channels = 16;

    public static void Run(
        GpuAccelerator gpu,
        in WinogradGpuChunk chunk,
        ArrayView<float> weight,
        ArrayView<float> values,
        ArrayView<float> products)
    {
        long rowTiles = Winograd4x4.Products * ((chunk.OutChannels + Channels - 1) / Channels);
        gpu.Launch(Kernel, rowTiles * (chunk.Stride / 4), chunk, weight, values, products);
    }

    // One thread computes products[e,o,tile] .. products[e,o+15,tile+3].
    private static void Kernel(
        Index1D index,
        WinogradGpuChunk chunk,
        ArrayView<float> weight,
        ArrayView<float> values,
        ArrayView<float> products)
    {
        int quads = chunk.Stride / 4;
        int quad = index % quads;
        int rowTile = index / quads;
        int rowTiles = (chunk.OutChannels + Channels - 1) / Channels;
        int matrix = rowTile / rowTiles;
        int weightAt = rowTile * chunk.Channels * (Channels / 4);
        int valueAt = (matrix * chunk.Channels * quads) + quad;
        Accumulators accumulators =
            Sum(weight.Cast<Float4>(), weightAt, values.Cast<Float4>(), valueAt, quads, chunk.Channels);

        int o = rowTile % rowTiles * Channels;
        int count = chunk.OutChannels - o;
        int to = (((matrix * chunk.OutChannels) + o) * quads) + quad;
        ArrayView<Float4> outputs = products.Cast<Float4>();
        (GpuSixteen first, GpuSixteen second) = (accumulators.S0, accumulators.S1);
        (GpuSixteen third, GpuSixteen fourth) = (accumulators.S2, accumulators.S3);
        StoreFour(first.A, second.A, third.A, fourth.A, count, to, quads, outputs);
        StoreFour(first.B, second.B, third.B, fourth.B, count - 4, to + (4 * quads), quads, outputs);
        StoreFour(first.C, second.C, third.C, fourth.C, count - 8, to + (8 * quads), quads, outputs);
        StoreFour(first.D, second.D, third.D, fourth.D, count - 12, to + (12 * quads), quads, outputs);
    }

    // Not inlined: ILGPU would move the divisions above into this loop.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Accumulators Sum(
        ArrayView<Float4> weight, int weightAt, ArrayView<Float4> values, int valueAt, int quads, int channels)
    {
        Accumulators accumulators = default;
        for (int rest = channels; rest > 0; rest -= Conv2dGpuWinograd.TermsPerPart)
        {
            Accumulators part = default;
            int end = weightAt + (Math.Min(rest, Conv2dGpuWinograd.TermsPerPart) * (Channels / 4));
            for (; weightAt < end; weightAt += Channels / 4, valueAt += quads)
            {
                GpuSixteen weights = new(weight, weightAt);
                Float4 tiles = values[valueAt];
                part.S0.Add(tiles.X, weights);
                part.S1.Add(tiles.Y, weights);
                part.S2.Add(tiles.Z, weights);
                part.S3.Add(tiles.W, weights);
            }

            accumulators.S0.Add(part.S0);
            accumulators.S1.Add(part.S1);
            accumulators.S2.Add(part.S2);
            accumulators.S3.Add(part.S3);
        }

        return accumulators;
    }

    // Four channels of four tiles, transposed.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreFour(
        Float4 a, Float4 b, Float4 c, Float4 d, int count, int to, int quads, ArrayView<Float4> outputs)
    {
        StoreOne(a.X, b.X, c.X, d.X, count, to, outputs);
        StoreOne(a.Y, b.Y, c.Y, d.Y, count - 1, to + quads, outputs);
        StoreOne(a.Z, b.Z, c.Z, d.Z, count - 2, to + (2 * quads), outputs);
        StoreOne(a.W, b.W, c.W, d.W, count - 3, to + (3 * quads), outputs);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreOne(float a, float b, float c, float d, int count, int to, ArrayView<Float4> outputs)
    {
        if (count > 0)
        {
            Float4 tiles = default;
            tiles.X = a;
            tiles.Y = b;
            tiles.Z = c;
            tiles.W = d;
            outputs[to] = tiles;
        }
    }

    /// <summary>The register tile of one thread: four tiles by sixteen channels, one accumulator each.</summary>
    private struct Accumulators
    {
        public GpuSixteen S0;
        public GpuSixteen S1;
        public GpuSixteen S2;
        public GpuSixteen S3;
    }
}
