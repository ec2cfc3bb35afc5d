using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// The fully connected layer for few rows, one image or a few: its arithmetic intensity is low, as each weight is
/// used for one multiply-add per row, so the bandwidth of memory limits it. A thread block reads four rows of weights
/// with coalesced loads of sixteen bytes, and adds up the accumulators of its threads at the end.
/// <code>
///                  thread 0   1   2 .. 127   0   1   2 ..
///  weight[o]       |::::|::::|::::|  ..  |::::|::::|::::|  ..
///  weight[o+1]     |::::|::::|::::|  ..  |::::|::::|::::|  ..     a thread: 4 outputs x 4 rows of the input,
///  weight[o+2]     |::::|::::|::::|  ..  |::::|::::|::::|  ..     eight loads of sixteen bytes for 64 multiply-adds
///  weight[o+3]     |::::|::::|::::|  ..  |::::|::::|::::|  ..
/// </code>
/// The order of the sums is fixed, so the result has the same bits in every run.
/// </summary>
internal static class LinearGpuFewRows
{
    /// <summary>The most rows; above that, a tiled GEMM loads less.</summary>
    public const int MostRows = 16;

    public const int Threads = 128;

    /// <summary>Sixteen accumulators of every thread.</summary>
    public const int SharedBytes = Threads * Accumulators * sizeof(float);

    private const int Rows = 4;
    private const int Outputs = 4;
    private const int Accumulators = Rows * Outputs;
    private const int Parts = Threads / Accumulators;

    /// <summary>
    /// Whether it computes such a layer: every row of weights must begin at a multiple of sixteen bytes.
    /// </summary>
    public static bool Takes(in LinearGeometry geometry) => geometry.InFeatures % 4 == 0;

    public static void Run(GpuAccelerator gpu, in LinearGeometry geometry, in LinearGpuOperands operands) =>
        gpu.LaunchGroups(
            Kernel,
            (long)Tiles(geometry.Rows, Rows) * Tiles(geometry.OutFeatures, Outputs),
            geometry,
            operands.Input,
            operands.Weight,
            operands.BiasOrEmpty,
            operands.Clamp,
            operands.Output);

    // A thread block computes output[r,o] .. output[r+3,o+3], a thread a share of each of the sixteen sums. Blocks
    // that read the same weights follow each other, so that all but the first read them from the cache.
    [GpuGroup(Threads)]
    private static void Kernel(
        LinearGeometry geometry,
        ArrayView<float> input,
        ArrayView<float> weight,
        ArrayView<float> bias,
        ClampRange clamp,
        ArrayView<float> output)
    {
        ArrayView<float> shared = SharedMemory.Allocate<float>(Threads * Accumulators);
        int thread = Group.IdxX;
        int rowTiles = Tiles(geometry.Rows, Rows);
        int r = Grid.IdxX % rowTiles * Rows;
        int o = Grid.IdxX / rowTiles * Outputs;
        FourByFour accumulators = SumShare(geometry, input.Cast<Float4>(), weight.Cast<Float4>(), r, o, thread);
        ArrayView<Float4> mine = shared.Cast<Float4>().SubView(thread * Outputs, Outputs);
        mine[0] = accumulators.O0;
        mine[1] = accumulators.O1;
        mine[2] = accumulators.O2;
        mine[3] = accumulators.O3;
        Group.Barrier();

        // Each sum has 128 shares: eight threads add sixteen each, then one thread adds the eight results.
        float part = AddUp(
            shared, (thread / Accumulators * Accumulators * Accumulators) + (thread % Accumulators), Accumulators);
        Group.Barrier();
        shared[thread] = part;
        Group.Barrier();
        r += thread % Rows;
        o += thread / Rows;
        if (thread < Accumulators && r < geometry.Rows && o < geometry.OutFeatures)
        {
            float sum = AddUp(shared, thread, Parts);
            output[(r * geometry.OutFeatures) + o] = clamp.Apply(bias.Length > 0 ? sum + bias[o] : sum);
        }
    }

    // The thread's share of sixteen dot products: every 128th quad.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static FourByFour SumShare(
        LinearGeometry geometry, ArrayView<Float4> input, ArrayView<Float4> weight, int r, int o, int thread)
    {
        // A row or an output past the last is replaced by the last, and never stored.
        int quads = geometry.InFeatures >> 2;
        int lastRow = geometry.Rows - 1;
        int lastOutput = geometry.OutFeatures - 1;
        int r0 = (r * quads) + thread;
        int r1 = (Math.Min(r + 1, lastRow) * quads) + thread;
        int r2 = (Math.Min(r + 2, lastRow) * quads) + thread;
        int r3 = (Math.Min(r + 3, lastRow) * quads) + thread;
        int w0 = (o * quads) + thread;
        int w1 = (Math.Min(o + 1, lastOutput) * quads) + thread;
        int w2 = (Math.Min(o + 2, lastOutput) * quads) + thread;
        int w3 = (Math.Min(o + 3, lastOutput) * quads) + thread;
        FourByFour accumulators = default;
        for (int ahead = 0; ahead < quads - thread; ahead += Threads)
        {
            FourRows rows = new(input[r0 + ahead], input[r1 + ahead], input[r2 + ahead], input[r3 + ahead]);
            accumulators.O0 = rows.Add(weight[w0 + ahead], accumulators.O0);
            accumulators.O1 = rows.Add(weight[w1 + ahead], accumulators.O1);
            accumulators.O2 = rows.Add(weight[w2 + ahead], accumulators.O2);
            accumulators.O3 = rows.Add(weight[w3 + ahead], accumulators.O3);
        }

        return accumulators;
    }

    // Adds up <paramref name="count"/> values, sixteen apart.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float AddUp(ArrayView<float> shared, int first, int count)
    {
        float sum = 0f;
        for (int i = 0; i < count; i++)
        {
            sum += shared[first + (i * Accumulators)];
        }

        return sum;
    }

    private static int Tiles(int size, int tile) => (size + tile - 1) / tile;

    /// <summary>Four adjacent inputs of four rows.</summary>
    private readonly struct FourRows
    {
        private readonly Float4 _r0;
        private readonly Float4 _r1;
        private readonly Float4 _r2;
        private readonly Float4 _r3;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public FourRows(Float4 r0, Float4 r1, Float4 r2, Float4 r3)
        {
            _r0 = r0;
            _r1 = r1;
            _r2 = r2;
            _r3 = r3;
        }

        /// <summary>The accumulators of one output, one for each row, with four more terms.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Float4 Add(Float4 weights, Float4 accumulators)
        {
            accumulators.X = Add(weights, _r0, accumulators.X);
            accumulators.Y = Add(weights, _r1, accumulators.Y);
            accumulators.Z = Add(weights, _r2, accumulators.Z);
            accumulators.W = Add(weights, _r3, accumulators.W);
            return accumulators;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static float Add(Float4 weights, Float4 inputs, float sum)
        {
            sum += weights.X * inputs.X;
            sum += weights.Y * inputs.Y;
            sum += weights.Z * inputs.Z;
            sum += weights.W * inputs.W;
            return sum;
        }
    }

    /// <summary>The register tile of one thread: accumulators of 4 outputs by 4 rows.</summary>
    private struct FourByFour
    {
        public Float4 O0;
        public Float4 O1;
        public Float4 O2;
        public Float4 O3;
    }
}
