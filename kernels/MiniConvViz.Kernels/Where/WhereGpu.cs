using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>Choosing by a condition on a GPU: one thread per output element.</summary>
internal static class WhereGpu
{
    /// <summary><c>output[i] = condition[c(i)] != 0 ? input[x(i)] : other[y(i)]</c></summary>
    /// <param name="gpu">The device that holds all the views.</param>
    /// <param name="geometry">How the three meet.</param>
    /// <param name="conditionView">0 for false; any shape.</param>
    /// <param name="inputView">What a true condition chooses; any shape.</param>
    /// <param name="otherView">What a false condition chooses; any shape.</param>
    /// <param name="outputView">The largest of the three extents on every axis.</param>
    /// <exception cref="GpuException">The device or its compiler fails.</exception>
    public static void Run(
        GpuAccelerator gpu,
        in WhereGeometry geometry,
        ArrayView<float> conditionView,
        ArrayView<float> inputView,
        ArrayView<float> otherView,
        ArrayView<float> outputView) =>
        gpu.Launch(Kernel, outputView.Length, geometry, conditionView, inputView, otherView, outputView);

    private static void Kernel(
        Index1D index,
        WhereGeometry geometry,
        ArrayView<float> condition,
        ArrayView<float> input,
        ArrayView<float> other,
        ArrayView<float> output)
    {
        float chosen = input[geometry.Input.Offsets(index).Left];
        if (condition[geometry.Condition.Offsets(index).Left] == 0f)
        {
            chosen = other[geometry.Other.Offsets(index).Left];
        }

        output[index] = chosen;
    }
}
