namespace MiniConvViz.Kernels;

/// <summary>
/// The definition of a gated recurrent unit: one gate resets the state that the candidate sees, another one mixes the
/// candidate with the state.
/// </summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.nn.GRU.html</remarks>
internal readonly struct GRUReference : IRecurrentCell
{
    /// <summary>
    /// <code>
    /// r  = sigmoid(W_ir x + b_ir + W_hr h + b_hr)
    /// z  = sigmoid(W_iz x + b_iz + W_hz h + b_hz)
    /// n  =    tanh(W_in x + b_in + r * (W_hn h + b_hn))       or W_hn (r * h) + b_hn
    /// h' = (1 - z) * n + z * h
    /// </code>
    /// </summary>
    public static void Step<T>(in RecurrentStep<T> step)
        where T : struct, IRecurrentNumber<T>
    {
        T[] reset = new T[step.Size];
        for (int j = 0; j < step.Size; j++)
        {
            T r = step.Gate(step.OfInput(0, j) + step.OfHidden(0, j));
            reset[j] = step.ResetsBefore ? r * step.Hidden[j] : r * step.OfHidden(2, j);
        }

        for (int j = 0; j < step.Size; j++)
        {
            T z = step.Gate(step.OfInput(1, j) + step.OfHidden(1, j));
            T n = step.Candidate(step.OfInput(2, j) + (step.ResetsBefore ? step.OfHidden(2, j, reset) : reset[j]));
            step.NextHidden[j] = ((T.Of(1) - z) * n) + (z * step.Hidden[j]);
        }
    }
}
