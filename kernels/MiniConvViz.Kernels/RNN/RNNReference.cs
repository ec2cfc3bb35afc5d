namespace MiniConvViz.Kernels;

/// <summary>The definition of a plain recurrent cell.</summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.nn.RNN.html</remarks>
internal readonly struct RNNReference : IRecurrentCell
{
    /// <summary><code>h' = tanh(W_ih x + b_ih + W_hh h + b_hh)     or relu(...)</code></summary>
    public static void Step<T>(in RecurrentStep<T> step)
        where T : struct, IRecurrentNumber<T>
    {
        for (int j = 0; j < step.Size; j++)
        {
            step.NextHidden[j] = step.Candidate(step.OfInput(0, j) + step.OfHidden(0, j));
        }
    }
}
