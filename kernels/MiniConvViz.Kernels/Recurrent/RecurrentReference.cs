namespace MiniConvViz.Kernels;

/// <summary>The definition of recurrent layers: time step after time step, from a state that begins as zeros.</summary>
internal static class RecurrentReference
{
    /// <summary>
    /// Runs a layer; states are kept in double from the first step to the last.
    /// <code>for t in 0..T-1:  h, c = Step(input[t,n], h, c);  output[t,d,n] = h</code>
    /// </summary>
    /// <typeparam name="TCell">LSTM, GRU or RNN.</typeparam>
    /// <typeparam name="T">Doubles, or doubles with bounds on errors.</typeparam>
    /// <param name="geometry">All sizes.</param>
    /// <param name="formula">Functions and variants.</param>
    /// <param name="weights">The learned values.</param>
    /// <param name="input">[T,N,I]</param>
    /// <param name="hidden">[D,N,H], the hidden states before the first step; empty for zeros.</param>
    /// <param name="cell">[D,N,H], an LSTM's cell states before it; empty for zeros.</param>
    /// <param name="output">[T,D,N,H], or [D,N,H] for the last states.</param>
    public static void Run<TCell, T>(
        in RecurrentGeometry geometry,
        in RecurrentFormula formula,
        in RecurrentWeights weights,
        ReadOnlySpan<T> input,
        ReadOnlySpan<T> hidden,
        ReadOnlySpan<T> cell,
        Span<T> output)
        where TCell : IRecurrentCell
        where T : struct, IRecurrentNumber<T>
    {
        int size = geometry.Hidden;
        T[] before = new T[size];
        T[] after = new T[size];
        T[] cells = new T[size];
        for (int d = 0; d < geometry.Directions; d++)
        {
            for (int n = 0; n < geometry.Batch; n++)
            {
                int state = ((d * geometry.Batch) + n) * size;
                Begin(hidden, state, before);
                Begin(cell, state, cells);
                int length = weights.Lengths.IsEmpty ? geometry.Steps : weights.Lengths[n];
                for (int step = 0; step < length; step++)
                {
                    int t = geometry.Time(d, step, length);
                    TCell.Step(new RecurrentStep<T>(geometry, formula, weights, d)
                    {
                        Input = input.Slice(((t * geometry.Batch) + n) * geometry.Inputs, geometry.Inputs),
                        Hidden = before,
                        NextHidden = after,
                        Cell = cells,
                    });
                    (before, after) = (after, before);
                    if (geometry.Result == RecurrentResult.Sequence)
                    {
                        before.CopyTo(output.Slice((t * geometry.States) + state, size));
                    }
                }

                End(geometry, state, length, before, cells, output);
            }
        }
    }

    /// <summary>The same in double, from and to float32.</summary>
    public static void Run<TCell>(
        in RecurrentGeometry geometry,
        in RecurrentFormula formula,
        in RecurrentWeights weights,
        ReadOnlySpan<float> input,
        ReadOnlySpan<float> hidden,
        ReadOnlySpan<float> cell,
        Span<float> output)
        where TCell : IRecurrentCell
    {
        ExactNumber[] exact = new ExactNumber[output.Length];
        Run<TCell, ExactNumber>(
            geometry, formula, weights, Widen(input), Widen(hidden), Widen(cell), exact);
        for (int i = 0; i < exact.Length; i++)
        {
            output[i] = (float)exact[i].Value;
        }
    }

    private static void Begin<T>(ReadOnlySpan<T> states, int state, T[] first)
    {
        if (states.IsEmpty)
        {
            first.AsSpan().Clear();
        }
        else
        {
            states.Slice(state, first.Length).CopyTo(first);
        }
    }

    /// <summary>The last states, or zeros at the places after the end of a short sequence.</summary>
    private static void End<T>(
        in RecurrentGeometry geometry, int state, int length, T[] hidden, T[] cell, Span<T> output)
        where T : struct
    {
        if (geometry.Result != RecurrentResult.Sequence)
        {
            T[] last = geometry.Result == RecurrentResult.Cell ? cell : hidden;
            last.CopyTo(output.Slice(state, hidden.Length));
            return;
        }

        for (int t = length; t < geometry.Steps; t++)
        {
            output.Slice((t * geometry.States) + state, hidden.Length).Clear();
        }
    }

    private static ExactNumber[] Widen(ReadOnlySpan<float> values)
    {
        ExactNumber[] wide = new ExactNumber[values.Length];
        for (int i = 0; i < wide.Length; i++)
        {
            wide[i] = new ExactNumber(values[i]);
        }

        return wide;
    }
}
