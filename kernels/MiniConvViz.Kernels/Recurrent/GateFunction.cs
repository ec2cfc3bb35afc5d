using System.Numerics;

namespace MiniConvViz.Kernels;

/// <summary>
/// The activation of a gate or of a state in a recurrent layer: the logistic function, the hyperbolic tangent, ReLU or
/// a hard sigmoid. All of them are monotonic.
/// </summary>
/// <remarks>
/// Which one it is, is a value and not a type: a recurrent layer has up to three of them, and a kernel for each
/// combination would be many. The formulas are those of the structs of the folder <c>Activation</c>.
/// </remarks>
public readonly record struct GateFunction : IActivation
{
    private const int SigmoidKind = 0;
    private const int TanhKind = 1;
    private const int ReLUKind = 2;
    private const int HardsigmoidKind = 3;

    private readonly int _kind;
    private readonly float _alpha;
    private readonly float _beta;

    private GateFunction(int kind, float alpha = 0f, float beta = 0f) => (_kind, _alpha, _beta) = (kind, alpha, beta);

    /// <summary><c>1 / (1 + exp(-x))</c></summary>
    public static GateFunction Sigmoid => new(SigmoidKind);

    /// <summary>The hyperbolic tangent.</summary>
    public static GateFunction Tanh => new(TanhKind);

    /// <summary><c>max(x, 0)</c></summary>
    public static GateFunction ReLU => new(ReLUKind);

    /// <summary><c>min(max(alpha * x + beta, 0), 1)</c></summary>
    public static GateFunction Hardsigmoid(float alpha = 0.2f, float beta = 0.5f) =>
        new(HardsigmoidKind, alpha, beta);

    /// <inheritdoc/>
    public double Apply(double x) => _kind switch
    {
        SigmoidKind => default(SigmoidFunction).Apply(x),
        TanhKind => default(TanhFunction).Apply(x),
        ReLUKind => x < 0.0 ? 0.0 : x,
        _ => new HardsigmoidFunction(_alpha, _beta).Apply(x),
    };

    /// <inheritdoc/>
    public Vector<float> Apply(Vector<float> x) => _kind switch
    {
        SigmoidKind => default(SigmoidFunction).Apply(x),
        TanhKind => default(TanhFunction).Apply(x),
        ReLUKind => Vector.ConditionalSelect(Vector.LessThan(x, Vector<float>.Zero), Vector<float>.Zero, x),
        _ => new HardsigmoidFunction(_alpha, _beta).Apply(x),
    };

    /// <inheritdoc/>
    public float Apply(float x) =>
        _kind == SigmoidKind ? default(SigmoidFunction).Apply(x)
        : _kind == TanhKind ? default(TanhFunction).Apply(x)
        : _kind == ReLUKind ? (x < 0f ? 0f : x)
        : new HardsigmoidFunction(_alpha, _beta).Apply(x);

    /// <summary>
    /// The magnitude whose roundings bound the error of a result in float: the result itself; for a sigmoid also what
    /// exp multiplies the rounding of its argument by, and for a line the summands, which may cancel.
    /// </summary>
    /// <param name="x">The argument.</param>
    /// <param name="e">Its error.</param>
    /// <param name="y">The largest absolute result within that error.</param>
    internal double Magnitude(double x, double e, double y) => _kind switch
    {
        SigmoidKind => y * (1.0 + Math.Max(e - x, 0.0)),
        TanhKind => y,
        ReLUKind => 0.0,
        _ => (Math.Abs(_alpha) * (Math.Abs(x) + e)) + Math.Abs(_beta),
    };

    /// <summary>The name in PyTorch's manner: <c>sigmoid</c>, <c>tanh</c>, <c>relu</c>, <c>hardsigmoid(0.2, 0.5)</c>.
    /// </summary>
    public override string ToString() => _kind switch
    {
        SigmoidKind => "sigmoid",
        TanhKind => "tanh",
        ReLUKind => "relu",
        _ => FormattableString.Invariant($"hardsigmoid({_alpha:R}, {_beta:R})"),
    };
}
