using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>Gathering slices of a tensor by index on a GPU: one thread per element.</summary>
internal static class GatherGpu
{
    /// <summary>
    /// <c>output[outer,i,inner] = input[outer,indices[i],inner]</c>; indices out of range are replaced by the nearest
    /// slice's.
    /// </summary>
    /// <param name="gpu">The device that holds all the views.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="inputView">[Outer,Length,Inner]</param>
    /// <param name="indicesView">[Count], whole numbers from -Length to Length-1.</param>
    /// <param name="outputView">[Outer,Count,Inner]</param>
    /// <exception cref="GpuException">The device or its compiler fails.</exception>
    public static void Run(
        GpuAccelerator gpu,
        in GatherGeometry geometry,
        ArrayView<float> inputView,
        ArrayView<float> indicesView,
        ArrayView<float> outputView) =>
        gpu.Launch(Kernel, outputView.Length, geometry, inputView, indicesView, outputView);

    private static void Kernel(
        Index1D index,
        GatherGeometry geometry,
        ArrayView<float> input,
        ArrayView<float> indices,
        ArrayView<float> output)
    {
        int inner = index % geometry.Inner;
        int picked = index / geometry.Inner;
        int outer = picked / geometry.Count;
        int slice = geometry.Slice(indices[picked % geometry.Count]);
        output[index] = input[(((outer * geometry.Length) + slice) * geometry.Inner) + inner];
    }
}
