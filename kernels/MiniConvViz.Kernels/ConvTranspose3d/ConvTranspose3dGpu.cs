using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// The 3-d transposed convolution on a GPU: one thread per output value, which gathers the inputs that contribute to
/// it.
/// </summary>
internal static class ConvTranspose3dGpu
{
    /// <summary>
    /// Computes the transposed convolution of <see cref="ConvTranspose3dReference"/>, with accumulators in float.
    /// </summary>
    /// <param name="gpu">The device that holds all the views.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="inputView">[N,C,D,H,W]</param>
    /// <param name="weightView">[C,O/groups,KD,KH,KW]</param>
    /// <param name="biasView">[O], or <c>default</c> for none.</param>
    /// <param name="outputView">[N,O,OD,OH,OW]</param>
    /// <exception cref="GpuException">The device or its compiler fails.</exception>
    public static void Run(
        GpuAccelerator gpu,
        in ConvTranspose3dGeometry geometry,
        ArrayView<float> inputView,
        ArrayView<float> weightView,
        ArrayView<float> biasView,
        ArrayView<float> outputView)
    {
        ConvTranspose2dGeometry slice = geometry.Slice;
        gpu.Launch(
            Kernel,
            (long)slice.Batch * slice.OutChannels * geometry.OutDepth * slice.OutHeight * slice.OutWidth,
            geometry,
            inputView,
            weightView,
            GpuAccelerator.OrEmpty(biasView, weightView),
            outputView);
    }

    // One thread computes output[n,o,z,y,x]; an absent bias is a view of length 0.
    private static void Kernel(
        Index1D index,
        ConvTranspose3dGeometry geometry,
        ArrayView<float> input,
        ArrayView<float> weight,
        ArrayView<float> bias,
        ArrayView<float> output)
    {
        ConvTranspose2dGeometry slice = geometry.Slice;
        int x = index % slice.OutWidth;
        int row = index / slice.OutWidth;
        int y = row % slice.OutHeight;
        int plane = row / slice.OutHeight;
        int z = plane % geometry.OutDepth;
        int map = plane / geometry.OutDepth;
        int o = map % slice.OutChannels;
        int n = map / slice.OutChannels;

        int firstChannel = o / slice.GroupOutChannels * slice.GroupInChannels;
        float sum = SumOfStamps(
            geometry,
            input,
            weight,
            ((n * slice.InChannels) + firstChannel) * geometry.InVolume,
            ((firstChannel * slice.GroupOutChannels) + (o % slice.GroupOutChannels)) * geometry.Taps,
            z + geometry.PaddingZ,
            y + slice.PaddingY,
            x + slice.PaddingX);
        output[index] = bias.Length > 0 ? sum + bias[o] : sum;
    }

    // Not inlined: ILGPU would move the divisions above into these loops.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static float SumOfStamps(
        ConvTranspose3dGeometry geometry,
        ArrayView<float> input,
        ArrayView<float> weight,
        int firstInput,
        int firstWeight,
        int paddedZ,
        int paddedY,
        int paddedX)
    {
        ConvTranspose2dGeometry slice = geometry.Slice;
        float sum = 0f;
        for (int tap = 0; tap < geometry.Taps; tap++)
        {
            int kx = tap % slice.KernelWidth;
            int ky = tap / slice.KernelWidth % slice.KernelHeight;
            int kz = tap / slice.KernelWidth / slice.KernelHeight;
            int strideSlices = paddedZ - (kz * geometry.DilationZ);
            int strideRows = paddedY - (ky * slice.DilationY);
            int strideColumns = paddedX - (kx * slice.DilationX);
            int inZ = strideSlices / geometry.StrideZ;
            int inY = strideRows / slice.StrideY;
            int inX = strideColumns / slice.StrideX;
            bool isSlice = strideSlices >= 0 && inZ < geometry.InDepth && inZ * geometry.StrideZ == strideSlices;
            bool isRow = strideRows >= 0 && inY < slice.InHeight && inY * slice.StrideY == strideRows;
            bool isColumn = strideColumns >= 0 && inX < slice.InWidth && inX * slice.StrideX == strideColumns;
            if (isSlice && isRow && isColumn)
            {
                int pixel = firstInput + (((inZ * slice.InHeight) + inY) * slice.InWidth) + inX;
                int weightOfTap = firstWeight + tap;
                float tapSum = 0f;
                for (int c = 0; c < slice.GroupInChannels; c++)
                {
                    tapSum += input[pixel] * weight[weightOfTap];
                    pixel += geometry.InVolume;
                    weightOfTap += slice.GroupOutChannels * geometry.Taps;
                }

                sum += tapSum;
            }
        }

        return sum;
    }
}
