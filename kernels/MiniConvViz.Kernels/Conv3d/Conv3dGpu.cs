using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>The 3-d convolution on a GPU: one thread per output value, which loops over its window.</summary>
internal static class Conv3dGpu
{
    /// <summary>Computes the convolution of <see cref="Conv3dReference"/>, with accumulators in float.</summary>
    /// <param name="gpu">The device that holds all the views.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="inputView">[N,C,D,H,W]</param>
    /// <param name="weightView">[O,C/groups,KD,KH,KW]</param>
    /// <param name="biasView">[O], or <c>default</c> for none.</param>
    /// <param name="outputView">[N,O,OD,OH,OW]</param>
    /// <exception cref="GpuException">The device or its compiler fails.</exception>
    public static void Run(
        GpuAccelerator gpu,
        in Conv3dGeometry geometry,
        ArrayView<float> inputView,
        ArrayView<float> weightView,
        ArrayView<float> biasView,
        ArrayView<float> outputView)
    {
        Conv2dGeometry slice = geometry.Slice;
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
        Conv3dGeometry geometry,
        ArrayView<float> input,
        ArrayView<float> weight,
        ArrayView<float> bias,
        ArrayView<float> output)
    {
        Conv2dGeometry slice = geometry.Slice;
        int x = index % slice.OutWidth;
        int row = index / slice.OutWidth;
        int y = row % slice.OutHeight;
        int plane = row / slice.OutHeight;
        int z = plane % geometry.OutDepth;
        int map = plane / geometry.OutDepth;
        int o = map % slice.OutChannels;
        int n = map / slice.OutChannels;

        int firstChannel = (n * slice.InChannels) + (o / slice.GroupOutChannels * slice.GroupInChannels);
        float sum = SumUnderFilter(
            geometry,
            input,
            weight,
            firstChannel * geometry.InVolume,
            o * geometry.Terms,
            (z * geometry.StrideZ) - geometry.PaddingZ,
            (y * slice.StrideY) - slice.PaddingY,
            (x * slice.StrideX) - slice.PaddingX);
        output[index] = bias.Length > 0 ? sum + bias[o] : sum;
    }

    // Not inlined: ILGPU would move the divisions above into these loops.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static float SumUnderFilter(
        Conv3dGeometry geometry,
        ArrayView<float> input,
        ArrayView<float> weight,
        int firstInput,
        int firstWeight,
        int front,
        int top,
        int left)
    {
        Conv2dGeometry slice = geometry.Slice;
        float sum = 0f;
        int tap = firstWeight;
        for (int layer = 0; layer < slice.GroupInChannels * geometry.KernelDepth; layer++)
        {
            int inZ = front + (layer % geometry.KernelDepth * geometry.DilationZ);
            int plane = firstInput
                + (((layer / geometry.KernelDepth * geometry.InDepth) + inZ) * slice.InHeight * slice.InWidth);
            for (int ky = 0; ky < slice.KernelHeight; ky++)
            {
                int inY = top + (ky * slice.DilationY);
                int row = plane + (inY * slice.InWidth);
                for (int kx = 0; kx < slice.KernelWidth; kx++)
                {
                    int inX = left + (kx * slice.DilationX);
                    bool isInside = inZ >= 0 && inZ < geometry.InDepth
                        && inY >= 0 && inY < slice.InHeight && inX >= 0 && inX < slice.InWidth;
                    if (isInside)
                    {
                        sum += input[row + inX] * weight[tap];
                    }

                    tap++;
                }
            }
        }

        return sum;
    }
}
