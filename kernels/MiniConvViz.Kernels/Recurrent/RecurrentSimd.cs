namespace MiniConvViz.Kernels;

/// <summary>
/// A recurrent layer on the CPU's vector units. The input does not depend on the states, so its products with the
/// weights are one large matrix product for all time steps; a step then only multiplies the hidden states:
/// <code>
/// [T*N,I] x [I,D*G*H]     once, a GEMM
/// [N,H] x [H,G*H]         for every time step and direction; then gates and states, element by element
/// </code>
/// </summary>
internal static unsafe class RecurrentSimd
{
    /// <summary>Computes <see cref="RecurrentReference"/> in float.</summary>
    /// <typeparam name="TLanes">The gates of an LSTM, a GRU or an RNN.</typeparam>
    /// <param name="workers">The threads.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="formula">Functions and variants.</param>
    /// <param name="weights">The learned values.</param>
    /// <param name="input">[T,N,I]</param>
    /// <param name="hidden">[D,N,H], or empty for zeros.</param>
    /// <param name="cell">[D,N,H], or empty for zeros.</param>
    /// <param name="output">[T,D,N,H], or [D,N,H] for the last states.</param>
    public static void Run<TLanes>(
        CpuWorkers workers,
        in RecurrentGeometry geometry,
        in RecurrentFormula formula,
        in RecurrentWeights weights,
        ReadOnlySpan<float> input,
        ReadOnlySpan<float> hidden,
        ReadOnlySpan<float> cell,
        Span<float> output)
        where TLanes : IRecurrentLanes
    {
        using Lock.Scope hold = workers.Hold();
        LinearGeometry projection = geometry.Projection;
        int ofInput = projection.Rows * projection.OutFeatures;
        int ofHidden = geometry.Batch * geometry.Width;
        int floats = checked(ofInput + ofHidden + (2 * geometry.States));
        float* scratch = workers.SharedScratch(floats, CpuWorkers.RecurrentScratch);
        float* states = scratch + ofInput + ofHidden;
        LinearSimd.Run(
            workers,
            projection,
            input,
            weights.InputHidden,
            weights.InputBias,
            ClampRange.None,
            new Span<float>(scratch, ofInput));
        Begin(hidden, new Span<float>(states, geometry.States));
        Begin(cell, new Span<float>(states + geometry.States, geometry.States));
        fixed (float* peephole = weights.Peephole, outputPointer = output)
        {
            fixed (int* lengths = weights.Lengths)
            {
                RecurrentRowsJob<TLanes> job = new()
                {
                    Geometry = geometry,
                    Formula = formula,
                    OfInput = scratch,
                    OfHidden = scratch + ofInput,
                    Hidden = states,
                    Cell = states + geometry.States,
                    Peephole = peephole,
                    Lengths = lengths,
                    Output = outputPointer,
                };
                for (int step = 0; step < geometry.Steps; step++)
                {
                    RunStep(workers, weights, job with { Step = step });
                }
            }
        }
    }

    /// <summary>One time step in both directions.</summary>
    private static void RunStep<TLanes>(CpuWorkers workers, in RecurrentWeights weights, RecurrentRowsJob<TLanes> job)
        where TLanes : IRecurrentLanes
    {
        for (int d = 0; d < job.Geometry.Directions; d++)
        {
            job.Direction = d;
            for (int pass = 0; pass < TLanes.Passes(job.Formula); pass++)
            {
                job.Pass = pass;
                (job.FirstGate, job.GateCount) = TLanes.Gates(job.Formula, pass);
                Multiply(workers, weights, job);
                workers.For(job.Geometry.Batch, ref job);
            }
        }
    }

    /// <summary>The products of one pass: the hidden states', or what a GRU's reset gate left of them.</summary>
    private static void Multiply<TLanes>(
        CpuWorkers workers, in RecurrentWeights weights, in RecurrentRowsJob<TLanes> job)
        where TLanes : IRecurrentLanes
    {
        RecurrentGeometry geometry = job.Geometry;
        int row = (job.Direction * geometry.Width) + (job.FirstGate * geometry.Hidden);
        int rows = job.GateCount * geometry.Hidden;
        int states = geometry.Batch * geometry.Hidden;
        float* from = (job.Pass == 0 ? job.Hidden : job.Cell) + ((nint)job.Direction * states);
        LinearSimd.Run(
            workers,
            geometry.Recurrence(job.GateCount),
            new ReadOnlySpan<float>(from, states),
            weights.HiddenHidden.Slice(row * geometry.Hidden, rows * geometry.Hidden),
            weights.HiddenBias.IsEmpty ? [] : weights.HiddenBias.Slice(row, rows),
            ClampRange.None,
            new Span<float>(job.OfHidden, geometry.Batch * rows));
    }

    private static void Begin(ReadOnlySpan<float> initial, Span<float> states)
    {
        if (initial.IsEmpty)
        {
            states.Clear();
        }
        else
        {
            initial.CopyTo(states);
        }
    }
}
