using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>The naive matrix product on a GPU: one thread per output, one dot product each.</summary>
internal static class MatMulGpuNaive
{
    public static void Run(
        GpuAccelerator gpu,
        in MatMulGeometry geometry,
        ArrayView<float> leftView,
        ArrayView<float> rightView,
        ArrayView<float> outputView) =>
        gpu.Launch(Kernel, outputView.Length, geometry, leftView, rightView, outputView);

    // One thread computes output[b,r,c]; adjacent threads read the same left row and adjacent columns: the access is
    // coalesced.
    private static void Kernel(
        Index1D index, MatMulGeometry geometry, ArrayView<float> left, ArrayView<float> right, ArrayView<float> output)
    {
        int c = index % geometry.Columns;
        int row = index / geometry.Columns;
        int r = row % geometry.Rows;
        BroadcastOffsets at = geometry.Meeting.Offsets(row / geometry.Rows);
        int leftStart = ((at.Left * geometry.Rows) + r) * geometry.Terms;
        int rightStart = (at.Right * geometry.Terms * geometry.Columns) + c;
        output[index] = Dot(left, leftStart, right, rightStart, geometry.Columns, geometry.Terms);
    }

    // Not inlined: ILGPU would move the divisions above into this loop.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static float Dot(
        ArrayView<float> left, int leftStart, ArrayView<float> right, int rightStart, int rightStep, int count)
    {
        float sum = 0f;
        int t = 0;
        int length = GpuSumParts.Length(count);
        while (t < count)
        {
            float part = 0f;
            int end = Math.Min(t + length, count);
            for (; t < end; t++)
            {
                part += left[leftStart + t] * right[rightStart + (t * rightStep)];
            }

            sum += part;
        }

        return sum;
    }
}
