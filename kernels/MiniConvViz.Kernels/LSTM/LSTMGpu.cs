using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>A time step of an LSTM on a GPU: one thread computes the four gates of one element of the state.</summary>
internal readonly struct LSTMGpu : IRecurrentKernel
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
        float c = states[step.Cells + thread.State];
        float i = ofInput[step.InputAt(thread, t, 0)]
            + step.OfHidden(thread, 0, weight, constants, states, step.Before)
            + step.OfCell(thread, 0, constants, c);
        i = step.Formula.Apply(step.Formula.Gate, i);
        float f = 1f - i;
        if (step.Formula.CouplesGates == 0)
        {
            f = ofInput[step.InputAt(thread, t, 1)]
                + step.OfHidden(thread, 1, weight, constants, states, step.Before)
                + step.OfCell(thread, 1, constants, c);
            f = step.Formula.Apply(step.Formula.Gate, f);
        }

        float g = ofInput[step.InputAt(thread, t, 2)]
            + step.OfHidden(thread, 2, weight, constants, states, step.Before);
        c = (f * c) + (i * step.Formula.Apply(step.Formula.Candidate, g));
        float o = ofInput[step.InputAt(thread, t, 3)]
            + step.OfHidden(thread, 3, weight, constants, states, step.Before)
            + step.OfCell(thread, 2, constants, c);
        float h = step.Formula.Apply(step.Formula.Gate, o) * step.Formula.Output.Apply(c);
        step.Finish(thread, t, length, h, c, states, output);
    }
}
