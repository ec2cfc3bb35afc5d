using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// The 36 GEMMs of a Winograd convolution on a GPU, filters by values, in tiles of 64 output channels by 64
/// tiles of the image, eight channels at a time:
/// <code>
/// products [36,O,tiles] = filters [36,O,C] * values [36,C,tiles]
/// </code>
/// Both are read sixteen bytes at a time, one read each per thread and step. A thread has 8 x 4 accumulators, and as
/// many for the part of the last 32 channels: long sums in one run would be less exact (<see cref="Winograd"/>).
/// Twice 8 x 8 would leave registers for only one resident thread block.
/// </summary>
internal static class WinogradGpuProducts
{
    public const int Tile = 64;

    public const int Threads = 128;

    /// <summary>A double buffer of eight channels, for filters and for values.</summary>
    public const int SharedBytes = 2 * 2 * Depth * Tile * sizeof(float);

    /// <summary>Channels of a step.</summary>
    public const int Depth = 8;

    /// <summary>
    /// 118 registers, 8 KB of shared memory; twice 147 instructions for eight channels, and 36 to load.
    /// </summary>
    public static GpuBlock Block => new(Warps: 4, Resident: 4, StepInstructions: 330);

    private const int StepsPerPart = Conv2dGpuWinograd.TermsPerPart / Depth;
    private const int BufferQuads = Depth * Tile / 4;

    public static void Run(
        GpuAccelerator gpu,
        in WinogradGpuChunk chunk,
        ArrayView<float> weight,
        ArrayView<float> values,
        ArrayView<float> products) =>
        gpu.LaunchGroups(Kernel, Groups(chunk.OutChannels, chunk.Count), chunk, weight, values, products);

    /// <summary>The number of thread blocks for a number of tiles.</summary>
    public static long Groups(int outChannels, long tiles) =>
        Winograd4x4.Products * ((outChannels + Tile - 1) / Tile) * ((tiles + Tile - 1) / Tile);

    // A thread block computes 64 output channels of 64 tiles for one pair of points; a thread 8 x 4 of them.
    [GpuGroup(Threads)]
    private static void Kernel(
        WinogradGpuChunk chunk,
        ArrayView<float> weight,
        ArrayView<float> values,
        ArrayView<float> products)
    {
        ArrayView<Float4> weightQuads = SharedMemory.Allocate<float>(2 * 4 * BufferQuads).Cast<Float4>();
        ArrayView<Float4> valueQuads = SharedMemory.Allocate<float>(2 * 4 * BufferQuads).Cast<Float4>();

        int quads = chunk.Stride / 4;
        int columnTiles = (chunk.Count + Tile - 1) / Tile;
        int rowTiles = (chunk.OutChannels + Tile - 1) / Tile;
        int rowTile = Grid.IdxX / columnTiles;
        int matrix = rowTile / rowTiles;
        int thread = Group.IdxX;
        int across = thread & 15;
        int down = thread >> 4;
        int quad = (Grid.IdxX % columnTiles * (Tile / 4)) + across;

        // What this thread loads for the block: four filters and four tiles of one channel. Tiles past the last are
        // replaced by the last ones, and never stored.
        ArrayView<Float4> weights = weight.Cast<Float4>();
        ArrayView<Float4> tiles = values.Cast<Float4>();
        int weightAt = (rowTile * chunk.Channels * (Tile / 4)) + thread;
        int valueAt = (((matrix * chunk.Channels) + down) * quads) + Math.Min(quad, quads - 1);
        Float4 nextWeights = weights[weightAt];
        Float4 nextValues = tiles[valueAt];

        int shareAt = thread;
        int rowsAt = down;
        int columnsAt = across;
        GpuAccumulators8x4 accumulators = default;
        GpuAccumulators8x4 part = default;
        for (int rest = chunk.Channels / Depth; rest > 0; rest--)
        {
            weightQuads[shareAt] = nextWeights;
            valueQuads[shareAt] = nextValues;
            shareAt ^= BufferQuads;
            Group.Barrier();

            // The last step loads values that are not used, which costs less than a branch around it.
            weightAt += rest > 1 ? BufferQuads : 0;
            valueAt += rest > 1 ? Depth * quads : 0;
            nextWeights = weights[weightAt];
            nextValues = tiles[valueAt];

            // Four channels at a time: in one loop over eight, the assembler would load all eight into registers
            // first.
            for (int term = 0; term < Depth; term += 4)
            {
                ArrayView<Float4> rows = weightQuads.SubView(rowsAt, Tile - 7);
                ArrayView<Float4> columns = valueQuads.SubView(columnsAt, Tile - 15);
                part.Add(rows, columns, 0);
                part.Add(rows, columns, 1);
                part.Add(rows, columns, 2);
                part.Add(rows, columns, 3);
                rowsAt += Tile;
                columnsAt += Tile;
            }

            // After the second buffer comes the first again.
            rowsAt &= (2 * BufferQuads) - 1;
            columnsAt &= (2 * BufferQuads) - 1;
            if ((rest & (StepsPerPart - 1)) == 1)
            {
                accumulators.Add(part);
                part = default;
            }
        }

        ArrayView<Float4> outputs = products.Cast<Float4>();
        int o = (rowTile % rowTiles * Tile) + (down * 4);
        int end = quad < quads ? chunk.OutChannels : 0;
        int to = (((matrix * chunk.OutChannels) + o) * quads) + quad;
        Store(accumulators.R0, o, end, to, outputs);
        Store(accumulators.R1, o + 1, end, to + quads, outputs);
        Store(accumulators.R2, o + 2, end, to + (2 * quads), outputs);
        Store(accumulators.R3, o + 3, end, to + (3 * quads), outputs);
        Store(accumulators.R4, o + 32, end, to + (32 * quads), outputs);
        Store(accumulators.R5, o + 33, end, to + (33 * quads), outputs);
        Store(accumulators.R6, o + 34, end, to + (34 * quads), outputs);
        Store(accumulators.R7, o + 35, end, to + (35 * quads), outputs);
    }

    private static void Store(Float4 accumulators, int o, int end, int to, ArrayView<Float4> outputs)
    {
        if (o < end)
        {
            outputs[to] = accumulators;
        }
    }
}
