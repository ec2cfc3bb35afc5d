using System.Numerics;

namespace MiniConvViz.Kernels;

/// <summary>The functions of a recurrent layer, and the variants of its formula.</summary>
internal readonly struct RecurrentFormula
{
    /// <summary>Of the gates: sigmoid.</summary>
    public required GateFunction Gate { get; init; }

    /// <summary>Of the value that a gate lets into the state: tanh. The only function of a plain RNN.</summary>
    public required GateFunction Candidate { get; init; }

    /// <summary>Of an LSTM's cell state, before the output gate: tanh.</summary>
    public required GateFunction Output { get; init; }

    /// <summary>The arguments of gates and candidates are clamped to -Clip..Clip; infinite for no clamp.</summary>
    public required float Clip { get; init; }

    /// <summary>1 where an LSTM's forget gate is one minus the input gate, else 0.</summary>
    public required int CouplesGates { get; init; }

    /// <summary>1 where a GRU's reset gate multiplies the state before its product with the weights; PyTorch's
    /// multiplies the product, 0.</summary>
    public required int ResetsBefore { get; init; }

    /// <summary><c>function(clamp(x, -Clip, Clip))</c></summary>
    public float Apply(GateFunction function, float x) =>
        function.Apply(x > Clip ? Clip : x < -Clip ? -Clip : x);

    /// <inheritdoc cref="Apply(GateFunction, float)"/>
    public Vector<float> Apply(GateFunction function, Vector<float> x)
    {
        Vector<float> high = Vector.Create(Clip);
        x = Vector.ConditionalSelect(Vector.GreaterThan(x, high), high, x);
        return function.Apply(Vector.ConditionalSelect(Vector.LessThan(x, -high), -high, x));
    }
}
