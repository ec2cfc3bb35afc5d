namespace MiniConvViz.Kernels;

/// <summary>Which of a recurrent layer's values are its output.</summary>
public enum RecurrentResult
{
    /// <summary>The hidden state after every time step, <c>[T,D,N,H]</c>.</summary>
    Sequence,

    /// <summary>The hidden state after the last time step, <c>[D,N,H]</c>.</summary>
    Hidden,

    /// <summary>The cell state of an LSTM after the last time step, <c>[D,N,H]</c>.</summary>
    Cell,
}
