namespace MiniConvViz.Kernels;

/// <summary>One time step of one sequence in one direction, as the definitions read it.</summary>
internal readonly ref struct RecurrentStep<T>
    where T : struct, IRecurrentNumber<T>
{
    private readonly RecurrentGeometry _geometry;
    private readonly RecurrentFormula _formula;
    private readonly RecurrentWeights _weights;
    private readonly int _direction;

    public RecurrentStep(
        in RecurrentGeometry geometry, in RecurrentFormula formula, in RecurrentWeights weights, int direction)
    {
        _geometry = geometry;
        _formula = formula;
        _weights = weights;
        _direction = direction;
    }

    /// <summary>x, the input at this time, [I].</summary>
    public required ReadOnlySpan<T> Input { get; init; }

    /// <summary>h, the hidden state before the step, [H].</summary>
    public required ReadOnlySpan<T> Hidden { get; init; }

    /// <summary>h', the hidden state after it, [H].</summary>
    public required Span<T> NextHidden { get; init; }

    /// <summary>c, an LSTM's cell state, before and after the step, [H].</summary>
    public required Span<T> Cell { get; init; }

    /// <summary>H</summary>
    public int Size => _geometry.Hidden;

    /// <summary>Whether an LSTM's forget gate is one minus the input gate.</summary>
    public bool CouplesGates => _formula.CouplesGates != 0;

    /// <summary>Whether a GRU's reset gate multiplies the state before its product with the weights.</summary>
    public bool ResetsBefore => _formula.ResetsBefore != 0;

    /// <summary><c>W_i[gate,j] x + b_i[gate,j]</c></summary>
    public T OfInput(int gate, int j)
    {
        int row = Row(gate, j);
        ReadOnlySpan<float> weight = _weights.InputHidden.Slice(row * _geometry.Inputs, _geometry.Inputs);
        return T.Dot(weight, Input, _weights.InputBias.IsEmpty ? 0f : _weights.InputBias[row]);
    }

    /// <summary><c>W_h[gate,j] h + b_h[gate,j]</c></summary>
    public T OfHidden(int gate, int j) => OfHidden(gate, j, Hidden);

    /// <summary>The same for another vector in the hidden state's place.</summary>
    public T OfHidden(int gate, int j, ReadOnlySpan<T> hidden)
    {
        int row = Row(gate, j);
        ReadOnlySpan<float> weight = _weights.HiddenHidden.Slice(row * _geometry.Hidden, _geometry.Hidden);
        return T.Dot(weight, hidden, _weights.HiddenBias.IsEmpty ? 0f : _weights.HiddenBias[row]);
    }

    /// <summary><c>p[gate,j] c</c>; 0 without peepholes.</summary>
    public T OfCell(int gate, int j, T cell) => _weights.Peephole.IsEmpty
        ? T.Of(0)
        : T.Of(_weights.Peephole[(((_direction * 3) + gate) * Size) + j]) * cell;

    /// <summary>The function of the gates.</summary>
    public T Gate(T x) => T.Apply(_formula.Gate, x, _formula.Clip);

    /// <summary>The function of what a gate lets into the state.</summary>
    public T Candidate(T x) => T.Apply(_formula.Candidate, x, _formula.Clip);

    /// <summary>The function of an LSTM's cell state.</summary>
    public T Output(T x) => T.Apply(_formula.Output, x, double.PositiveInfinity);

    private int Row(int gate, int j) => (((_direction * _geometry.Gates) + gate) * Size) + j;
}
