using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// Power-average pooling on a GPU: one thread per output, which reads its window. A window of the whole image is
/// reduced as a row (<see cref="RowTiling"/>), in one slice.
/// </summary>
internal static class LPPool2dGpu
{
    /// <summary>
    /// The p-norm of the values in each window:
    /// <code>
    /// output[n,c,y,x] = (sum over ky, kx of |input[n, c, y*stride - padding + ky, x*stride - padding + kx]|^p)^(1/p)
    /// </code>
    /// </summary>
    /// <param name="gpu">The device that holds all the views.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="p">The exponent, at least 1.</param>
    /// <param name="inputView">[N,C,H,W]</param>
    /// <param name="outputView">[N,C,OH,OW]</param>
    /// <exception cref="GpuException">The device or its compiler fails.</exception>
    public static void Run(
        GpuAccelerator gpu,
        in Pool2dGeometry geometry,
        int p,
        ArrayView<float> inputView,
        ArrayView<float> outputView)
    {
        AxisGeometry planes = new()
        {
            Outer = geometry.Batch * geometry.Channels,
            Length = geometry.InHeight * geometry.InWidth,
            Inner = 1,
        };
        if (geometry.IsGlobal && RowForms.Choose(gpu, planes) == RowForm.Block)
        {
            RunBlocks(gpu, planes, p, inputView, outputView);
            return;
        }

        long outputs = (long)geometry.Batch * geometry.Channels * geometry.OutHeight * geometry.OutWidth;
        gpu.Launch(Kernel, outputs, geometry, p, inputView, outputView);
    }

    /// <summary>The norms of whole channels, in blocks.</summary>
    internal static void RunBlocks(
        GpuAccelerator gpu, in AxisGeometry planes, int p, ArrayView<float> inputView, ArrayView<float> outputView)
    {
        RowTiling tiling = RowTiling.Create(planes, mostSlices: 1);
        gpu.LaunchGroups(BlockKernel, tiling.Blocks, tiling, p, inputView, outputView);
    }

    [GpuGroup(RowTiling.Threads)]
    private static void BlockKernel(RowTiling tiling, int p, ArrayView<float> input, ArrayView<float> output)
    {
        RowPlace place = new(tiling);
        PowerSum own = RowAccumulator.Read(input, new RowRange(tiling, place), new PowerSum(0f, p));
        PowerSum plane = RowAccumulator.JoinMembers(own, tiling, place.Member);
        if (place.Member == 0 && tiling.HasRow(place.Row))
        {
            output[place.Row] = Root(plane.Sum, p);
        }
    }

    private static void Kernel(
        Index1D index, Pool2dGeometry geometry, int p, ArrayView<float> input, ArrayView<float> output)
    {
        int x = index % geometry.OutWidth;
        int row = index / geometry.OutWidth;
        int y = row % geometry.OutHeight;
        int plane = row / geometry.OutHeight;

        int top = (y * geometry.StrideY) - geometry.PaddingY;
        int left = (x * geometry.StrideX) - geometry.PaddingX;
        float sum = SumOfPowers(geometry, p, input, plane, top, left);
        output[index] = Root(sum, p);
    }

    private static float Root(float sum, int p) =>
        p == 1 ? sum : p == 2 ? MathF.Sqrt(sum) : MathF.Exp(MathF.Log(sum) / p);

    // Not inlined: ILGPU would move the divisions above into these loops.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static float SumOfPowers(
        Pool2dGeometry geometry, int p, ArrayView<float> input, int plane, int top, int left)
    {
        float sum = 0f;
        for (int ky = 0; ky < geometry.KernelHeight; ky++)
        {
            int inY = top + (ky * geometry.DilationY);
            int row = ((plane * geometry.InHeight) + inY) * geometry.InWidth;
            for (int kx = 0; kx < geometry.KernelWidth; kx++)
            {
                int inX = left + (kx * geometry.DilationX);
                if (inY >= 0 && inY < geometry.InHeight && inX >= 0 && inX < geometry.InWidth)
                {
                    sum += PowerSum.Power(input[row + inX], p);
                }
            }
        }

        return sum;
    }
}
