using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// A time step of a GRU on a GPU: one thread computes the gates of one element of the state. Where the state is reset
/// before its product, that takes a second kernel, since every thread then reads the whole state that was reset.
/// </summary>
internal readonly struct GRUGpu : IRecurrentKernel
{
    /// <inheritdoc/>
    public static void Run(
        GpuAccelerator gpu,
        in RecurrentGpuStep step,
        ArrayView<float> ofInput,
        ArrayView<float> weight,
        ArrayView<float> constants,
        ArrayView<float> states,
        ArrayView<float> output)
    {
        if (step.Formula.ResetsBefore != 0)
        {
            gpu.Launch(Reset, step.Geometry.States, step, ofInput, weight, constants, states, output);
        }

        gpu.Launch(Kernel, step.Geometry.States, step, ofInput, weight, constants, states, output);
    }

    // Leaves r * h for the product of the kernel below.
    private static void Reset(
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
        if (step.Step < length)
        {
            int t = step.Geometry.Time(thread.D, step.Step, length);
            float r = ofInput[step.InputAt(thread, t, 0)]
                + step.OfHidden(thread, 0, weight, constants, states, step.Before);
            states[step.Resets + thread.State] =
                step.Formula.Apply(step.Formula.Gate, r) * states[step.Before + thread.State];
        }
    }

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
        int from = step.Formula.ResetsBefore != 0 ? step.Resets : step.Before;
        float n = step.OfHidden(thread, 2, weight, constants, states, from);
        if (step.Formula.ResetsBefore == 0)
        {
            float r = ofInput[step.InputAt(thread, t, 0)]
                + step.OfHidden(thread, 0, weight, constants, states, step.Before);
            n *= step.Formula.Apply(step.Formula.Gate, r);
        }

        n = step.Formula.Apply(step.Formula.Candidate, ofInput[step.InputAt(thread, t, 2)] + n);
        float z = ofInput[step.InputAt(thread, t, 1)]
            + step.OfHidden(thread, 1, weight, constants, states, step.Before);
        z = step.Formula.Apply(step.Formula.Gate, z);
        float h = ((1f - z) * n) + (z * states[step.Before + thread.State]);
        step.Finish(thread, t, length, h, 0f, states, output);
    }
}
