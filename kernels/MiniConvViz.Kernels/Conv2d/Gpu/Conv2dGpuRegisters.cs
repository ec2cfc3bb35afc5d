using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// The convolution with one thread per four pixels and sixteen output channels, without thread blocks: values are
/// reused in registers only, not in shared memory. It is by far the fastest form on a CPU OpenCL device.
/// <code>
///                          4 pixels of a row
///                         +--+--+--+--+
///              a term     |  |  |  |  |     20 values read for 64 multiply-adds
///            +--+         +--+--+--+--+
///            |  |         |  |  |  |  |
///       16   |  |         |  |  |  |  |     64 accumulators, which a CPU's compiler keeps in 4 to 16
///  channels  |  |         |  |  |  |  |     vectors: sixteen adjacent weights times one pixel become
///            |  |         |  |  |  |  |     one vector instruction, or two, or four
///            +--+         +--+--+--+--+
/// </code>
/// </summary>
internal static class Conv2dGpuRegisters
{
    private const int Pixels = 4;
    private const int Channels = 16;

    /// <summary>The layout of the packed weights.</summary>
    public static Conv2dGpuTerms Terms => new(Channels, ChannelMultiple: 1, TermMultiple: 1);

    public static void Run(GpuAccelerator gpu, in Conv2dGeometry geometry, in Conv2dGpuOperands operands) =>
        gpu.Launch(
            Kernel,
            (long)geometry.Batch * geometry.Groups * Tiles(geometry) * geometry.OutHeight * Runs(geometry),
            geometry,
            operands.Input,
            operands.Weight,
            operands.BiasOrEmpty,
            operands.ResidualOrEmpty,
            operands.Clamp,
            operands.Output);

    // One thread computes output[n,o,y,x] .. output[n,o+15,y,x+3]; the last ones of a group or row compute fewer.
    private static void Kernel(
        Index1D index,
        Conv2dGeometry geometry,
        ArrayView<float> input,
        ArrayView<float> weight,
        ArrayView<float> bias,
        ArrayView<float> residual,
        ClampRange clamp,
        ArrayView<float> output)
    {
        int runs = Runs(geometry);
        int x = index % runs * Pixels;
        int row = index / runs;
        int y = row % geometry.OutHeight;
        int tiles = Tiles(geometry);
        int tile = row / geometry.OutHeight % (tiles * geometry.Groups);
        int n = row / geometry.OutHeight / (tiles * geometry.Groups);
        int group = tile / tiles;
        int inGroup = tile % tiles * Channels;
        int o = (group * geometry.GroupOutChannels) + inGroup;

        int channel = (n * geometry.InChannels) + (group * geometry.GroupInChannels);
        int top = (y * geometry.StrideY) - geometry.PaddingY;
        int left = (x * geometry.StrideX) - geometry.PaddingX;
        Accumulators accumulators = SumUnderFilters(geometry, input, weight.Cast<Float4>(), channel, tile, top, left);

        int plane = geometry.OutHeight * geometry.OutWidth;
        int first = (((n * geometry.OutChannels) + o) * plane) + (y * geometry.OutWidth) + x;
        int count = geometry.GroupOutChannels - inGroup;
        int width = geometry.OutWidth;
        Store(accumulators.S0, o, count, first, plane, bias, residual, clamp, output);
        Store(accumulators.S1, o, x + 1 < width ? count : 0, first + 1, plane, bias, residual, clamp, output);
        Store(accumulators.S2, o, x + 2 < width ? count : 0, first + 2, plane, bias, residual, clamp, output);
        Store(accumulators.S3, o, x + 3 < width ? count : 0, first + 3, plane, bias, residual, clamp, output);
    }

    // Not inlined: ILGPU would move the divisions above into these loops.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Accumulators SumUnderFilters(
        Conv2dGeometry geometry,
        ArrayView<float> input,
        ArrayView<Float4> weight,
        int channel,
        int tile,
        int top,
        int left)
    {
        Accumulators accumulators = default;
        Accumulators part = default;
        int quadsPerPart = GpuSumParts.Length(geometry.Terms) * (Channels / 4);
        int room = quadsPerPart;
        int plane = geometry.InHeight * geometry.InWidth;
        int tapLength = geometry.GroupInChannels * (Channels / 4);
        int firstTap = tile * geometry.KernelHeight * geometry.KernelWidth;
        for (int ky = 0; ky < geometry.KernelHeight; ky++)
        {
            int inY = top + (ky * geometry.DilationY);
            if (inY >= 0 && inY < geometry.InHeight)
            {
                int row = ((channel * geometry.InHeight) + inY) * geometry.InWidth;
                for (int kx = 0; kx < geometry.KernelWidth; kx++)
                {
                    int inX = left + (kx * geometry.DilationX);
                    Place p0 = new(row, inX, geometry.InWidth);
                    Place p1 = new(row, inX + geometry.StrideX, geometry.InWidth);
                    Place p2 = new(row, inX + (2 * geometry.StrideX), geometry.InWidth);
                    Place p3 = new(row, inX + (3 * geometry.StrideX), geometry.InWidth);
                    int weightAt = (firstTap + (ky * geometry.KernelWidth) + kx) * tapLength;
                    int end = weightAt + tapLength;
                    int ahead = 0;
                    while (weightAt < end)
                    {
                        // To the end of the tap or of the part, whichever comes first.
                        int stop = Math.Min(end, weightAt + room);
                        room -= stop - weightAt;
                        for (; weightAt < stop; weightAt += Channels / 4, ahead += plane)
                        {
                            GpuSixteen weights = new(weight, weightAt);
                            part.S0.Add(p0.Read(input, ahead), weights);
                            part.S1.Add(p1.Read(input, ahead), weights);
                            part.S2.Add(p2.Read(input, ahead), weights);
                            part.S3.Add(p3.Read(input, ahead), weights);
                        }

                        if (room == 0)
                        {
                            accumulators.Add(part);
                            part = default;
                            room = quadsPerPart;
                        }
                    }
                }
            }
        }

        accumulators.Add(part);
        return accumulators;
    }

    /// <summary><c>output = clamp(accumulators + bias + residual)</c> for sixteen channels of one pixel.</summary>
    /// <param name="accumulators">The accumulators.</param>
    /// <param name="o">The first of the channels.</param>
    /// <param name="count">How many of them exist; 0 or fewer for none.</param>
    /// <param name="first">Where the pixel lies in the first channel's map.</param>
    /// <param name="plane">Floats from one map to the next.</param>
    /// <param name="bias">[O], or of length 0.</param>
    /// <param name="residual">As the output, or of length 0.</param>
    /// <param name="clamp">The ReLU or ReLU6.</param>
    /// <param name="output">[N,O,OH,OW]</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Store(
        GpuSixteen accumulators,
        int o,
        int count,
        int first,
        int plane,
        ArrayView<float> bias,
        ArrayView<float> residual,
        ClampRange clamp,
        ArrayView<float> output)
    {
        StoreFour(accumulators.A, o, count, first, plane, bias, residual, clamp, output);
        StoreFour(accumulators.B, o + 4, count - 4, first + (4 * plane), plane, bias, residual, clamp, output);
        StoreFour(accumulators.C, o + 8, count - 8, first + (8 * plane), plane, bias, residual, clamp, output);
        StoreFour(accumulators.D, o + 12, count - 12, first + (12 * plane), plane, bias, residual, clamp, output);
    }

    /// <summary>The same for four channels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void StoreFour(
        Float4 accumulators,
        int o,
        int count,
        int first,
        int plane,
        ArrayView<float> bias,
        ArrayView<float> residual,
        ClampRange clamp,
        ArrayView<float> output)
    {
        StoreOne(accumulators.X, o, count, first, bias, residual, clamp, output);
        StoreOne(accumulators.Y, o + 1, count - 1, first + plane, bias, residual, clamp, output);
        StoreOne(accumulators.Z, o + 2, count - 2, first + (2 * plane), bias, residual, clamp, output);
        StoreOne(accumulators.W, o + 3, count - 3, first + (3 * plane), bias, residual, clamp, output);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreOne(
        float sum,
        int o,
        int count,
        int index,
        ArrayView<float> bias,
        ArrayView<float> residual,
        ClampRange clamp,
        ArrayView<float> output)
    {
        if (count > 0)
        {
            float value = bias.Length > 0 ? sum + bias[o] : sum;
            value = residual.Length > 0 ? value + residual[index] : value;
            output[index] = clamp.Apply(value);
        }
    }

    // Tiles of channels in a group, and runs of pixels in a row.
    private static int Tiles(in Conv2dGeometry geometry) => (geometry.GroupOutChannels + Channels - 1) / Channels;

    private static int Runs(in Conv2dGeometry geometry) => (geometry.OutWidth + Pixels - 1) / Pixels;

    /// <summary>
    /// The offset of a pixel under the tap in the first channel. Left and right of the image another element is read
    /// and not used: on vector units, selecting one of two values takes less time than a branch.
    /// </summary>
    private readonly struct Place
    {
        private readonly int _at;
        private readonly int _isInside;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Place(int row, int inX, int width)
        {
            _isInside = inX >= 0 && inX < width ? 1 : 0;
            _at = row + (_isInside != 0 ? inX : 0);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public float Read(ArrayView<float> input, int ahead)
        {
            float pixel = input[_at + ahead];
            return _isInside != 0 ? pixel : 0f;
        }
    }

    /// <summary>The register tile of one thread: four pixels by sixteen channels, one accumulator each.</summary>
    private struct Accumulators
    {
        public GpuSixteen S0;
        public GpuSixteen S1;
        public GpuSixteen S2;
        public GpuSixteen S3;

        /// <summary><c>this += part</c></summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(Accumulators part)
        {
            S0.Add(part.S0);
            S1.Add(part.S1);
            S2.Add(part.S2);
            S3.Add(part.S3);
        }
    }
}
