using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>Gathering elements from places that rows of indices name on a GPU: one thread per element.</summary>
internal static class GatherNDGpu
{
    /// <summary><c>output[row,inner] = input[place(row) + inner]</c>, as <see cref="GatherNDReference"/>.</summary>
    /// <param name="gpu">The device that holds all the views.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="inputView">The tensor that the places are in.</param>
    /// <param name="indicesView">[Rows,Depth], whole numbers.</param>
    /// <param name="outputView">[Rows,Inner]</param>
    /// <exception cref="GpuException">The device or its compiler fails.</exception>
    public static void Run(
        GpuAccelerator gpu,
        in PlaceGeometry geometry,
        ArrayView<float> inputView,
        ArrayView<float> indicesView,
        ArrayView<float> outputView) =>
        gpu.Launch(Kernel, outputView.Length, geometry, inputView, indicesView, outputView);

    /// <summary>The place that a row of indices names. Not inlined, as all functions with loops.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int Place(PlaceGeometry geometry, int row, ArrayView<float> indices)
    {
        int place = geometry.Origins.Position(row);
        int first = row * geometry.Depth;
        for (int j = 0; j < geometry.Depth; j++)
        {
            place += geometry.Offset(j, indices[first + j]);
        }

        return place;
    }

    private static void Kernel(
        Index1D index,
        PlaceGeometry geometry,
        ArrayView<float> input,
        ArrayView<float> indices,
        ArrayView<float> output)
    {
        int row = index / geometry.Inner;
        int inner = index % geometry.Inner;
        output[index] = input[Place(geometry, row, indices) + inner];
    }
}
