using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>A function of two tensors on a GPU: one thread per element, one kernel per function.</summary>
internal static class BinaryGpu
{
    /// <summary><c>output[i] = function(left[l(i)], right[r(i)])</c></summary>
    /// <param name="gpu">The device that holds all the views.</param>
    /// <param name="function">The function, such as a sum; compiled into the kernel.</param>
    /// <param name="geometry">How the two are broadcast.</param>
    /// <param name="leftView">Any shape.</param>
    /// <param name="rightView">Any shape that broadcasts with it.</param>
    /// <param name="outputView">The larger of both extents on every axis; may be an input of that shape.</param>
    /// <exception cref="GpuException">The device or its compiler fails.</exception>
    public static void Run<T>(
        GpuAccelerator gpu,
        T function,
        in BroadcastGeometry geometry,
        ArrayView<float> leftView,
        ArrayView<float> rightView,
        ArrayView<float> outputView)
        where T : unmanaged, IBinary =>
        gpu.Launch(Kernel, outputView.Length, function, geometry, leftView, rightView, outputView);

    private static void Kernel<T>(
        Index1D index,
        T function,
        BroadcastGeometry geometry,
        ArrayView<float> left,
        ArrayView<float> right,
        ArrayView<float> output)
        where T : unmanaged, IBinary
    {
        BroadcastOffsets at = geometry.Offsets(index);
        output[index] = function.Apply(left[at.Left], right[at.Right]);
    }
}
