using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// One time step of a recurrent layer on a GPU, for all sequences and directions: one thread per element of a state.
/// The states before and after a step lie in two buffers that change places, since other threads still read the former
/// while this one writes.
/// </summary>
/// <remarks>
/// <code>
/// states     hidden [D,N,H]   hidden [D,N,H]   cell [D,N,H]   for a GRU's second product [D,N,H]
/// constants  biasHh [D,G*H]   peephole [D,3,H] if there are   lengths [N] if there are
/// </code>
/// </remarks>
internal readonly struct RecurrentGpuStep
{
    public required RecurrentGeometry Geometry { get; init; }

    public required RecurrentFormula Formula { get; init; }

    /// <summary>Which time step.</summary>
    public required int Step { get; init; }

    /// <summary>1 if the constants contain peepholes.</summary>
    public required int HasPeephole { get; init; }

    /// <summary>1 if the constants contain the lengths of sequences.</summary>
    public required int HasLengths { get; init; }

    /// <summary>The first of the hidden states before the step.</summary>
    public int Before => (Step & 1) * Geometry.States;

    /// <summary>The first of the hidden states after the step.</summary>
    public int After => (1 - (Step & 1)) * Geometry.States;

    /// <summary>The first of the cell states.</summary>
    public int Cells => 2 * Geometry.States;

    /// <summary>The first of the values for a GRU's second product.</summary>
    public int Resets => 3 * Geometry.States;

    /// <summary>How many constants come before the peepholes.</summary>
    private int Biases => Geometry.Directions * Geometry.Width;

    /// <summary>The time steps of a sequence; their number is exact in a float.</summary>
    public int Length(RecurrentGpuThread thread, ArrayView<float> constants) => HasLengths == 0
        ? Geometry.Steps
        : (int)constants[Biases + (HasPeephole * 3 * Geometry.Directions * Geometry.Hidden) + thread.N];

    /// <summary>A gate's product with the hidden state, with its bias.</summary>
    public float OfHidden(
        RecurrentGpuThread thread,
        int gate,
        ArrayView<float> weight,
        ArrayView<float> constants,
        ArrayView<float> states,
        int from)
    {
        int row = (((thread.D * Geometry.Gates) + gate) * Geometry.Hidden) + thread.J;
        int first = from + (((thread.D * Geometry.Batch) + thread.N) * Geometry.Hidden);
        return constants[row] + Dot(weight, row * Geometry.Hidden, states, first, Geometry.Hidden);
    }

    /// <summary>A peephole's product with the cell state.</summary>
    public float OfCell(RecurrentGpuThread thread, int gate, ArrayView<float> constants, float cell) =>
        HasPeephole == 0
            ? 0f
            : constants[Biases + (((thread.D * 3) + gate) * Geometry.Hidden) + thread.J] * cell;

    /// <summary>Where a gate's product with the input lies.</summary>
    public int InputAt(RecurrentGpuThread thread, int t, int gate) =>
        (((((((t * Geometry.Batch) + thread.N) * Geometry.Directions) + thread.D) * Geometry.Gates) + gate)
            * Geometry.Hidden) + thread.J;

    /// <summary>Writes the states after the step, and what of them is output.</summary>
    public void Finish(
        RecurrentGpuThread thread, int t, int length, float hidden, float cell, ArrayView<float> states, ArrayView<float> output)
    {
        states[After + thread.State] = hidden;
        states[Cells + thread.State] = cell;
        if (Geometry.Result == RecurrentResult.Sequence)
        {
            output[(t * Geometry.States) + thread.State] = hidden;
        }
        else if (Step == length - 1)
        {
            output[thread.State] = Geometry.Result == RecurrentResult.Cell ? cell : hidden;
        }
    }

    /// <summary>The place after the end of a short sequence, whose output is zero.</summary>
    public void Skip(RecurrentGpuThread thread, ArrayView<float> output)
    {
        if (Geometry.Result == RecurrentResult.Sequence)
        {
            output[(Step * Geometry.States) + thread.State] = 0f;
        }
    }

    // Not inlined: ILGPU would move divisions of the caller into this loop.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static float Dot(ArrayView<float> left, int leftStart, ArrayView<float> right, int rightStart, int count)
    {
        float sum = 0f;
        int i = 0;
        int length = GpuSumParts.Length(count);
        while (i < count)
        {
            float part = 0f;
            int end = Math.Min(i + length, count);
            for (; i < end; i++)
            {
                part += left[leftStart + i] * right[rightStart + i];
            }

            sum += part;
        }

        return sum;
    }
}
