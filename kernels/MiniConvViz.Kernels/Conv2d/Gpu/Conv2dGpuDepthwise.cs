using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// The convolution with one thread per four pixels of one output channel, for few output channels per group of
/// channels: a depthwise convolution has one, so only weights can be reused. A weight, and the test whether its row
/// is in the image, are used for four multiply-adds.
/// <code>
///  taps      +-+-+-+-+-+-+
///  of a row  |1|2|3| | | |       thread: x .. x+3
///            | |1|2|3| | |
///            | | |1|2|3| |
///            | | | |1|2|3|
///            +-+-+-+-+-+-+
/// </code>
/// </summary>
internal static class Conv2dGpuDepthwise
{
    private const int Pixels = 4;
    private const int ChannelsPerPart = 16;

    public static void Run(GpuAccelerator gpu, in Conv2dGeometry geometry, in Conv2dGpuOperands operands) =>
        gpu.Launch(
            Kernel,
            (long)geometry.Batch * geometry.OutChannels * geometry.OutHeight * Runs(geometry),
            geometry,
            operands.Input,
            operands.Weight,
            operands.BiasOrEmpty,
            operands.ResidualOrEmpty,
            operands.Clamp,
            operands.Output);

    // One thread computes output[n,o,y,x] .. output[n,o,y,x+3]; the last one of a row computes fewer.
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
        int map = row / geometry.OutHeight;
        int o = map % geometry.OutChannels;
        int n = map / geometry.OutChannels;

        int channel = (n * geometry.InChannels) + (o / geometry.GroupOutChannels * geometry.GroupInChannels);
        int top = (y * geometry.StrideY) - geometry.PaddingY;
        int left = (x * geometry.StrideX) - geometry.PaddingX;
        Float4 accumulators = SumUnderFilter(geometry, input, weight, channel, o, top, left);

        float shift = bias.Length > 0 ? bias[o] : 0f;
        int first = (row * geometry.OutWidth) + x;
        int count = geometry.OutWidth - x;
        Store(accumulators.X + shift, count, first, residual, clamp, output);
        Store(accumulators.Y + shift, count - 1, first + 1, residual, clamp, output);
        Store(accumulators.Z + shift, count - 2, first + 2, residual, clamp, output);
        Store(accumulators.W + shift, count - 3, first + 3, residual, clamp, output);
    }

    // Not inlined: ILGPU would move the divisions above into these loops.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Float4 SumUnderFilter(
        Conv2dGeometry geometry,
        ArrayView<float> input,
        ArrayView<float> weight,
        int channel,
        int o,
        int top,
        int left)
    {
        Float4 accumulators = default;
        Float4 part = default;
        int width = geometry.InWidth;
        int stride = geometry.StrideX;
        for (int c = 0; c < geometry.GroupInChannels; c++)
        {
            for (int ky = 0; ky < geometry.KernelHeight; ky++)
            {
                int inY = top + (ky * geometry.DilationY);
                if (inY >= 0 && inY < geometry.InHeight)
                {
                    int row = (((channel + c) * geometry.InHeight) + inY) * width;
                    int taps = ((((o * geometry.GroupInChannels) + c) * geometry.KernelHeight) + ky)
                        * geometry.KernelWidth;
                    for (int kx = 0; kx < geometry.KernelWidth; kx++)
                    {
                        int inX = left + (kx * geometry.DilationX);
                        float tap = weight[taps + kx];
                        part.X += tap * Read(input, row, inX, width);
                        part.Y += tap * Read(input, row, inX + stride, width);
                        part.Z += tap * Read(input, row, inX + (2 * stride), width);
                        part.W += tap * Read(input, row, inX + (3 * stride), width);
                    }
                }
            }

            if (c % ChannelsPerPart == ChannelsPerPart - 1)
            {
                accumulators.Add(part);
                part = default;
            }
        }

        accumulators.Add(part);

        return accumulators;
    }

    // Outside the image is zero. Tested before indexing: a negative index is far out of the view.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Read(ArrayView<float> input, int row, int inX, int width)
    {
        float pixel = 0f;
        if (inX >= 0 && inX < width)
        {
            pixel = input[row + inX];
        }

        return pixel;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(
        float value, int count, int index, ArrayView<float> residual, ClampRange clamp, ArrayView<float> output)
    {
        if (count > 0)
        {
            output[index] = clamp.Apply(residual.Length > 0 ? value + residual[index] : value);
        }
    }

    private static int Runs(in Conv2dGeometry geometry) => (geometry.OutWidth + Pixels - 1) / Pixels;
}
