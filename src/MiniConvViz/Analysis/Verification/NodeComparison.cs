using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Analysis;

/// <summary>Two tensors of one node, compared number by number with what rounding may do.</summary>
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

    /// <summary>Compares; both tensors hold equally many numbers.</summary>
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
    public double RelativeL2 =>
        _squaredDifference == 0 ? 0 : Math.Sqrt(_squaredDifference / Math.Max(_squaredTheirs, double.Epsilon));

    /// <summary>What the bound says.</summary>
    public Verdict Verdict =>
        _beyondCertain ? Verdict.Wrong
        : _beyondProbable || IsTooMuchTogether ? Verdict.Suspicious
        : Verdict.WithinRounding;

    /// <summary>A sentence that goes with the verdict, or an empty text.</summary>
    public string Reason => !_beyondProbable && IsTooMuchTogether
        ? "each number by itself may be rounding, all of them together hardly"
        : "";

    /// <summary>The number farthest beyond its bound, or nearest to it.</summary>
    public WorstElement? Worst => _ours.Values.Length == 0 ? null : new(
        PositionOf(_worst, _ours.Shape),
        _theirs.Values[_worst],
        _ours.Values[_worst],
        Allowed(_bound.Probable, _worst));

    private bool IsTooMuchTogether =>
        Math.Sqrt(_squaredDifference / Math.Max(1, _ours.Values.Length)) > _bound.RootMeanSquare;

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

    private void Add(int i)
    {
        double difference = Difference(_ours.Values[i], _theirs.Values[i]);
        double probable = Allowed(_bound.Probable, i);
        _squaredDifference += difference * difference;
        _squaredTheirs += float.IsFinite(_theirs.Values[i]) ? (double)_theirs.Values[i] * _theirs.Values[i] : 0;
        MaxDifference = Math.Max(MaxDifference, difference);
        _beyondProbable |= difference > probable;
        _beyondCertain |= difference > Allowed(_bound.Certain, i);
        double excess = difference == 0 ? 0 : difference / probable;
        if (excess > _worstExcess)
        {
            (_worstExcess, _worst) = (excess, i);
        }
    }

    /// <summary>Equal NaNs and equal infinities do not differ; one that stands alone differs infinitely.</summary>
    private static double Difference(float ours, float theirs) =>
        ours == theirs || (float.IsNaN(ours) && float.IsNaN(theirs)) ? 0
        : float.IsFinite(ours) && float.IsFinite(theirs) ? Math.Abs((double)ours - theirs)
        : double.PositiveInfinity;
}
