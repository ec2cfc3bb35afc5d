using MiniConvViz.Kernels;

namespace MiniConvViz.Ops;

/// <summary>How a recurrent layer differs from PyTorch's usual one.</summary>
public sealed record RecurrentOptions
{
    /// <summary>The only direction is backwards.</summary>
    public bool IsReverse { get; init; }

    /// <summary>Which values are the output.</summary>
    public RecurrentResult Result { get; init; }

    /// <summary>The time steps of every sequence; null where all have as many as the input.</summary>
    public IReadOnlyList<int>? Lengths { get; init; }

    /// <summary>The arguments of gates and candidates are clamped to -Clip..Clip.</summary>
    public float Clip { get; init; } = float.PositiveInfinity;

    /// <summary>The function of the gates; <c>sigmoid</c> if left out.</summary>
    public GateFunction? Gate { get; init; }

    /// <summary>The function of what a gate lets into the state, and of a plain RNN; <c>tanh</c> if left out.</summary>
    public GateFunction? Candidate { get; init; }

    /// <summary>The function of an LSTM's cell state; <c>tanh</c> if left out.</summary>
    public GateFunction? Output { get; init; }

    /// <summary>An LSTM's forget gate is one minus the input gate.</summary>
    public bool CouplesGates { get; init; }

    /// <summary>A GRU's reset gate multiplies the state before its product with the weights, as in Keras' older GRU and
    /// in ONNX's default; PyTorch's multiplies the product.</summary>
    public bool ResetsBefore { get; init; }
}
