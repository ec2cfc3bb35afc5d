using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>The K largest elements on a GPU: one thread chooses those of one position.</summary>
internal static class TopKGpu
{
    /// <summary>The index before anything is chosen; OpenCL compilers warn of negative constants.</summary>
    private const int None = int.MaxValue;

    /// <summary>As <see cref="TopKReference"/>.</summary>
    /// <param name="gpu">The device that holds all the views.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="inputView">[Outer,Length,Inner]</param>
    /// <param name="outputView">[Outer,K,Inner]</param>
    /// <exception cref="GpuException">The device or its compiler fails.</exception>
    public static void Run(
        GpuAccelerator gpu, in TopKGeometry geometry, ArrayView<float> inputView, ArrayView<float> outputView) =>
        gpu.Launch(Kernel, geometry.Axis.Positions, geometry, inputView, outputView);

    private static void Kernel(
        Index1D position, TopKGeometry geometry, ArrayView<float> input, ArrayView<float> output)
    {
        int first = geometry.Axis.First(position);
        int to = geometry.FirstOutput(position);
        int last = None;
        for (int k = 0; k < geometry.K; k++)
        {
            int best = None;
            for (int i = 0; i < geometry.Axis.Length; i++)
            {
                float x = input[first + (i * geometry.Axis.Inner)];
                bool isLeft = last == None
                    || geometry.IsBefore(input[first + (last * geometry.Axis.Inner)], last, x, i);
                if (isLeft
                    && (best == None || geometry.IsBefore(x, i, input[first + (best * geometry.Axis.Inner)], best)))
                {
                    best = i;
                }
            }

            output[to + (k * geometry.Axis.Inner)] =
                geometry.GivesIndices != 0 ? best : input[first + (best * geometry.Axis.Inner)];
            last = best;
        }
    }
}
