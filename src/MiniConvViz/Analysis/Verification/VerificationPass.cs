using MiniConvViz.Execution;
using MiniConvViz.Networks;
using MiniConvViz.Ops;
using MiniConvViz.Taps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Analysis;

/// <summary>One run of a <see cref="Verifier"/>: each node is judged as soon as it is computed.</summary>
internal sealed class VerificationPass
{
    /// <summary>Folding a batch norm rounds each weight a few times more than a separate norm.</summary>
    private const int RoundingsOfFolding = 8;

    private readonly Network _network;
    private readonly ReferenceFile _reference;
    private readonly Device _device;
    private readonly NameMatching _names;
    private readonly int[] _lastReader;
    private readonly Dictionary<int, (Tensor Values, ErrorBound Error)> _read = [];
    private readonly List<NodeVerdict> _verdicts = [];
    private Divergence? _wrong;
    private Divergence? _suspicious;

    public VerificationPass(Network network, ReferenceFile reference, Device device)
    {
        (_network, _reference, _device) = (network, reference, device);
        _names = new NameMatching(network, reference);
        _lastReader = new int[network.Nodes.Count];
        foreach (Node node in network.Nodes)
        {
            foreach (Node source in node.Inputs)
            {
                _lastReader[source.Index] = node.Index;
            }
        }
    }

    public required bool Isolate { get; init; }

    public required IReadOnlySet<Node> Judged { get; init; }

    public required IReadOnlyList<PreparedInput> Image { get; init; }

    public required Action<NodeVerdict, Tensor, Tensor> Compared { get; init; }

    /// <summary>Judges one node, and returns the value for the nodes after it.</summary>
    public Tensor Judge(Activation activation)
    {
        Node node = activation.Node;
        (Tensor values, ErrorBound error) = node.Operator is Input
            ? (JudgeInput(node, activation.Values), ErrorBound.Zero)
            : JudgeNode(node, activation.Values);
        _read[node.Index] = (values, error);
        foreach (Node source in node.Inputs.Where(source => _lastReader[source.Index] == node.Index))
        {
            _read.Remove(source.Index);
        }

        return values;
    }

    /// <summary>The result, with an explanation of the first divergence.</summary>
    public Verification Result() => new()
    {
        Nodes = _verdicts,
        NotInReference = _names.NotInReference(),
        NotInNetwork = _names.NotInNetwork(),
        Explanation = (_wrong ?? _suspicious) is Divergence first ? Explain(first) : null,
    };

    /// <summary>The explanation by a single node, or else by all of them together.</summary>
    private Explanation? Explain(Divergence first) =>
        Explainer.Explain(first)
        ?? OtherImage.Explain(first)
        ?? (Isolate ? OtherCheckpoint.Explain(_verdicts, first) : null);

    /// <summary>With an image, the reference's input is judged too.</summary>
    private Tensor JudgeInput(Node node, Tensor theirs)
    {
        if (Image.Count > 0 && Judged.Contains(node))
        {
            Tensor ours = Image[0].Values;
            ErrorBound bound = ErrorBound.Exactly(InputChange.Rounding(ours, _network.Card));
            Report(node, [ours], ours, theirs, bound, bound);
        }

        return theirs;
    }

    private (Tensor Values, ErrorBound Error) JudgeNode(Node node, Tensor ours)
    {
        Shape? shape = _reference.ShapeOf(node.Name);
        if (Isolate && shape == ours.Shape && !Judged.Contains(node))
        {
            return (_reference.Find(node.Name)!, ErrorBound.Zero);
        }

        Tensor[] inputs = [.. node.Inputs.Select(source => _read[source.Index].Values)];
        ErrorBound[] errors = [.. node.Inputs.Select(source => _read[source.Index].Error)];
        Tensor? theirs = shape is null ? null : _reference.Find(node.Name)!;

        // A bound must not grow with the value that it judges: it is computed from the reference's value where there is
        // one.
        Tensor basis = theirs?.Shape.Count == ours.Shape.Count ? theirs.Reshape(ours.Shape) : ours;
        RoundingError rounding = node.Operator.BoundRounding(inputs, basis);
        ErrorBound own = ErrorBound.Of(rounding);
        ErrorBound bound = ErrorBound.Propagated(node.Operator, inputs, errors, own);
        if (theirs is null)
        {
            return (ours, bound);
        }

        if (FoldedNorm(node, ours, theirs, rounding, bound) is Tensor norm)
        {
            return Isolate ? (norm, ErrorBound.Zero) : (ours, bound);
        }

        if (Judged.Contains(node))
        {
            Report(node, inputs, ours, theirs, bound, own);
        }

        return theirs.Shape.Count != ours.Shape.Count ? (ours, ErrorBound.Unknown)
            : Isolate ? (theirs.Reshape(ours.Shape), ErrorBound.Zero)
            : (ours, bound);
    }

    /// <summary>
    /// PyTorch's batch norm, if the node is wrong by itself but equals the norm after it; the comparison is reported.
    /// </summary>
    private Tensor? FoldedNorm(Node node, Tensor ours, Tensor theirs, RoundingError rounding, ErrorBound bound)
    {
        if (_names.NextUnclaimed(node, ours.Shape) is not string key
            || new NodeComparison(ours, theirs, bound).Verdict != Verdict.Wrong)
        {
            return null;
        }

        Tensor norm = _reference.Find(key)!;
        ErrorBound folded = ErrorBound.Of(
            new RoundingError(LargestOfChannel(rounding.Magnitude), rounding.Terms + RoundingsOfFolding));
        NodeComparison comparison = new(ours, norm, Isolate ? folded : bound);
        if (comparison.Verdict is Verdict.Wrong or Verdict.NotJudged)
        {
            return null;
        }

        _names.Claim(key);
        if (Judged.Contains(node))
        {
            NodeVerdict verdict = comparison.ToVerdict(
                node, key, comparison.Verdict, $"batch norm folded in, compared with {key}");
            _verdicts.Add(WithDouble(verdict, ours, norm));
            Compared(_verdicts[^1], ours, norm);
        }

        return norm;
    }

    /// <summary>
    /// The largest magnitude of each channel, at every position of it. The bias of a folded norm is
    /// <c>beta - mean * scale</c>, which is rounded by what the mean is, and that is of the size of the convolution's
    /// values: where a window contains little but zeros, rounding is larger than what is left of the sum.
    /// </summary>
    private static Tensor LargestOfChannel(Tensor magnitude)
    {
        if (magnitude.Shape.Rank < 2 || magnitude.Shape.Count == 0)
        {
            return magnitude;
        }

        int[] axes = [.. Enumerable.Range(0, magnitude.Shape.Rank).Where(axis => axis != 1)];
        Tensor largest = EagerRun.Run(new Amax(axes, keepDim: true), [magnitude]);
        return EagerRun.Run(new Expand(magnitude.Shape), [largest]);
    }

    private void Report(
        Node node, Tensor[] inputs, Tensor ours, Tensor theirs, ErrorBound bound, ErrorBound own)
    {
        NodeVerdict verdict;
        if (theirs.Shape.Count != ours.Shape.Count)
        {
            verdict = OtherShape(node, ours.Shape, theirs.Shape);
        }
        else
        {
            NodeComparison comparison = new(ours, theirs, bound.IsKnown ? bound : own);
            (Verdict judged, string reason) = Judgement(comparison, bound);
            verdict = WithDouble(comparison.ToVerdict(node, node.Name, judged, reason), ours, theirs);
            Compared(verdict, ours, theirs.Reshape(ours.Shape));
        }

        _verdicts.Add(verdict);
        if (verdict.Verdict is Verdict.Wrong or Verdict.Suspicious)
        {
            bool isWrong = verdict.Verdict == Verdict.Wrong;
            _wrong ??= isWrong ? DivergenceOf(node, inputs, ours, theirs) : null;
            _suspicious ??= isWrong ? null : DivergenceOf(node, inputs, ours, theirs);
        }
    }

    /// <summary>A node is explained by its output for PyTorch's values, as far as they are known.</summary>
    private Divergence DivergenceOf(Node node, Tensor[] inputs, Tensor ours, Tensor theirs)
    {
        if (!Isolate && node.Operator is not Input)
        {
            inputs =
            [
                .. node.Inputs.Select((source, i) => _reference.ShapeOf(source.Name) == inputs[i].Shape
                    ? _reference.Find(source.Name)!
                    : inputs[i]),
            ];
            ours = OperatorRun.Run(_device, node.Operator, inputs);
        }

        return new Divergence(_network, node, inputs, ours, theirs, _device, _reference, Image);
    }

    /// <summary>
    /// Where the bound is unknown, the node's own rounding is still known: a smaller difference is accepted.
    /// </summary>
    private static (Verdict Verdict, string Reason) Judgement(NodeComparison comparison, ErrorBound bound)
    {
        bool isClear = comparison.Verdict == Verdict.WithinRounding || double.IsInfinity(comparison.MaxDifference);
        return bound.IsKnown || isClear
            ? (comparison.Verdict, comparison.Reason)
            : (Verdict.NotJudged, "errors have no bound here: an operator jumps, or they grew beyond float32");
    }

    private NodeVerdict WithDouble(NodeVerdict verdict, Tensor ours, Tensor theirs) =>
        _reference.FindDouble(verdict.Key) is double[] truth && truth.Length == ours.Values.Length
            ? verdict with
            {
                ErrorToDouble = Difference.RelativeL2(ours.Values, truth),
                PyTorchErrorToDouble = Difference.RelativeL2(theirs.Values, truth),
            }
            : verdict;

    private static NodeVerdict OtherShape(Node node, Shape ours, Shape theirs) => new()
    {
        Node = node,
        Key = node.Name,
        Shape = ours,
        MaxDifference = double.PositiveInfinity,
        RelativeL2 = double.PositiveInfinity,
        Worst = null,
        Verdict = Verdict.Wrong,
        Reason = $"PyTorch's shape is {theirs}",
    };
}
