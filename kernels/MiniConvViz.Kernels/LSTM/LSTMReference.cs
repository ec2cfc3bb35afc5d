namespace MiniConvViz.Kernels;

/// <summary>
/// The definition of a long short-term memory cell. Three gates decide what is added to the cell state, what is left of
/// it, and what of it is shown as the hidden state.
/// </summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.nn.LSTM.html; peepholes are ONNX's.</remarks>
internal readonly struct LSTMReference : IRecurrentCell
{
    /// <summary>
    /// <code>
    /// i  = sigmoid(W_ii x + b_ii + W_hi h + b_hi + p_i c)
    /// f  = sigmoid(W_if x + b_if + W_hf h + b_hf + p_f c)     or 1 - i
    /// g  =    tanh(W_ig x + b_ig + W_hg h + b_hg)
    /// c' = f * c + i * g
    /// o  = sigmoid(W_io x + b_io + W_ho h + b_ho + p_o c')
    /// h' = o * tanh(c')
    /// </code>
    /// </summary>
    public static void Step<T>(in RecurrentStep<T> step)
        where T : struct, IRecurrentNumber<T>
    {
        for (int j = 0; j < step.Size; j++)
        {
            T c = step.Cell[j];
            T i = step.Gate(step.OfInput(0, j) + step.OfHidden(0, j) + step.OfCell(0, j, c));
            T f = step.CouplesGates
                ? T.Of(1) - i
                : step.Gate(step.OfInput(1, j) + step.OfHidden(1, j) + step.OfCell(1, j, c));
            T g = step.Candidate(step.OfInput(2, j) + step.OfHidden(2, j));
            T next = (f * c) + (i * g);
            T o = step.Gate(step.OfInput(3, j) + step.OfHidden(3, j) + step.OfCell(2, j, next));
            step.Cell[j] = next;
            step.NextHidden[j] = o * step.Output(next);
        }
    }
}
