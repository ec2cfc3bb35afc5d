using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>A time step of a plain RNN on a GPU: one thread per element of the state.</summary>
internal readonly struct RNNGpu : IRecurrentKernel
{
    /// <inheritdoc/>
    public static void Run(
        GpuAccelerator gpu,
        in RecurrentGpuStep step,
        ArrayView<float> ofInput,
        ArrayView<float> weight,
        ArrayView<float> constants,
        ArrayView<float> states,
        ArrayView<float> output) =>
        gpu.Launch(Kernel, step.Geometry.States, step, ofInput, weight, constants, states, output);

    private static void Kernel(
        Index1D index,
        RecurrentGpuStep step,
        ArrayView<float> ofInput,
        ArrayView<float> weight,
        ArrayView<float> constants,
        ArrayView<float> states,
        ArrayView<float> output)
    {
        RecurrentGpuThread thread = new(index, step.Geometry);
        int length = step.Length(thread, constants);
        if (step.Step >= length)
        {
            step.Skip(thread, output);
            return;
        }

        int t = step.Geometry.Time(thread.D, step.Step, length);
        float h = ofInput[step.InputAt(thread, t, 0)]
            + step.OfHidden(thread, 0, weight, constants, states, step.Before);
        step.Finish(
            thread, t, length, step.Formula.Apply(step.Formula.Candidate, h), 0f, states, output);
    }
}
