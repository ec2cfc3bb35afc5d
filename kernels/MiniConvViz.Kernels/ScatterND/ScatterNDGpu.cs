using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// Scattering on a GPU: one thread per update. Of all rows with one place, the threads of the first one apply all of
/// them in order and the others do nothing, so that no two threads write to one place and the result has the same bits
/// in every run.
/// </summary>
internal static class ScatterNDGpu
{
    /// <summary>As <see cref="ScatterNDReference"/>.</summary>
    /// <param name="gpu">The device that holds all the views.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="inputView">[Count]</param>
    /// <param name="indicesView">[Rows,Depth], whole numbers.</param>
    /// <param name="updatesView">[Rows,Inner]</param>
    /// <param name="outputView">[Count]</param>
    /// <exception cref="GpuException">The device or its compiler fails.</exception>
    public static void Run(
        GpuAccelerator gpu,
        in ScatterGeometry geometry,
        ArrayView<float> inputView,
        ArrayView<float> indicesView,
        ArrayView<float> updatesView,
        ArrayView<float> outputView)
    {
        gpu.Copy(inputView, outputView);
        gpu.Launch(Kernel, updatesView.Length, geometry, indicesView, updatesView, outputView);
    }

    private static void Kernel(
        Index1D index,
        ScatterGeometry geometry,
        ArrayView<float> indices,
        ArrayView<float> updates,
        ArrayView<float> output)
    {
        int row = index / geometry.Places.Inner;
        int inner = index % geometry.Places.Inner;
        int place = GatherNDGpu.Place(geometry.Places, row, indices);
        if (FirstRow(geometry.Places, place, row, indices) == row)
        {
            output[place + inner] = Applied(geometry, place, row, inner, indices, updates, output[place + inner]);
        }
    }

    /// <summary>The first row with a place; at the latest <paramref name="end"/>.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int FirstRow(PlaceGeometry geometry, int place, int end, ArrayView<float> indices)
    {
        int row = 0;
        while (row < end && GatherNDGpu.Place(geometry, row, indices) != place)
        {
            row++;
        }

        return row;
    }

    /// <summary>What lies at a place after all rows from <paramref name="first"/> on.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static float Applied(
        ScatterGeometry geometry,
        int place,
        int first,
        int inner,
        ArrayView<float> indices,
        ArrayView<float> updates,
        float old)
    {
        float value = old;
        for (int row = first; row < geometry.Places.Rows; row++)
        {
            if (GatherNDGpu.Place(geometry.Places, row, indices) == place)
            {
                value = geometry.Apply(value, updates[(row * geometry.Places.Inner) + inner]);
            }
        }

        return value;
    }
}
