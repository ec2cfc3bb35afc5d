using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Analysis;

/// <summary>
/// The differences of two tensors of one node, compared with the bound on rounding element by element.
/// </summary>
internal sealed class NodeComparison
{
    private readonly Tensor _ours;
    private readonly Tensor _theirs;
    private readonly ErrorBound _bound;
    private double _squaredDifference;
    private double _squaredTheirs;
    private double _worstExcess = -1;
    private int _worst;
    private bool _beyondProbable;
    private bool _beyondCertain;
    private bool _hasNoBound;
    private double _squaredBounded;

    /// <summary>Compares two tensors with the same number of elements.</summary>
    public NodeComparison(Tensor ours, Tensor theirs, ErrorBound bound)
    {
        (_ours, _theirs, _bound) = (ours, theirs, bound);
        for (int i = 0; i < ours.Values.Length; i++)
        {
            Add(i);
        }
    }

    public double MaxDifference { get; private set; }

    /// <summary><c>sqrt(sum (ours - theirs)^2 / sum theirs^2)</c></summary>
    public double RelativeL2 => Difference.RelativeL2(_squaredDifference, _squaredTheirs);

    /// <summary>The verdict by the bound; not judged where elements without a finite bound differ.</summary>
    public Verdict Verdict =>
        _beyondCertain ? Verdict.Wrong
        : _beyondProbable || IsTooMuchTogether ? Verdict.Suspicious
        : _hasNoBound ? Verdict.NotJudged
        : Verdict.WithinRounding;

    /// <summary>A sentence on the verdict, or an empty text.</summary>
    public string Reason => !_beyondProbable && IsTooMuchTogether
            ? "each value alone may differ by rounding, all of them together hardly"
        : Verdict == Verdict.NotJudged ? "the sums of absolute values exceed float32, so rounding has no bound here"
        : "";

    /// <summary>The element farthest beyond its bound, or nearest to it.</summary>
    public WorstElement? Worst => _ours.Values.Length == 0 ? null : new(
        PositionOf(_worst, _ours.Shape),
        _theirs.Values[_worst],
        _ours.Values[_worst],
        Allowed(_bound.Probable, _worst));

    private bool IsTooMuchTogether =>
        Math.Sqrt(_squaredBounded / Math.Max(1, _ours.Values.Length)) > _bound.RootMeanSquare;

    /// <summary>The comparison as a row of the table.</summary>
    public NodeVerdict ToVerdict(Node node, string key, Verdict verdict, string reason) => new()
    {
        Node = node,
        Key = key,
        Shape = _ours.Shape,
        MaxDifference = MaxDifference,
        RelativeL2 = RelativeL2,
        Worst = Worst,
        Verdict = verdict,
        Reason = reason,
    };

    private static double Allowed(Tensor? bound, int i) => bound is null ? 0 : bound.Values[i];

    private static int[] PositionOf(int index, Shape shape)
    {
        int[] position = new int[shape.Rank];
        for (int axis = shape.Rank - 1; axis >= 0; axis--)
        {
            (index, position[axis]) = Math.DivRem(index, shape[axis]);
        }

        return position;
    }

    /// <summary>
    /// A finite difference is judged where its bound is finite; an infinite one is beyond every bound, and so is NaN on
    /// one side: no comparison here has a NaN on either side.
    /// </summary>
    private void Add(int i)
    {
        double theirs = _theirs.Values[i];
        double difference = Difference.Of(_ours.Values[i], theirs);
        double probable = Allowed(_bound.Probable, i);
        bool isBounded = double.IsFinite(probable);
        _squaredDifference += difference * difference;
        _squaredTheirs += Difference.Square(theirs);
        MaxDifference = Math.Max(MaxDifference, difference);
        if (double.IsInfinity(difference))
        {
            _beyondProbable = _beyondCertain = true;
        }
        else if (isBounded)
        {
            _squaredBounded += difference * difference;
            _beyondProbable |= difference > probable;
            _beyondCertain |= difference > Allowed(_bound.Certain, i);
        }
        else
        {
            _hasNoBound |= difference > 0;
        }

        double excess = difference == 0 ? 0 : isBounded ? difference / probable : difference;
        if (excess > _worstExcess)
        {
            (_worstExcess, _worst) = (excess, i);
        }
    }
}
