using MiniConvViz.Analysis;
using MiniConvViz.Execution;
using MiniConvViz.Networks;
using MiniConvViz.Ops;
using MiniConvViz.Taps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Fuzz.Targets;

/// <summary>
/// One network on the plain loops and on the vector code. Three comparisons:
/// <list type="number">
/// <item>every node by itself, given the values that the plain loops computed before it, by the bound on what rounding
/// may do (<see cref="ErrorBound"/>): the values of <c>verify</c>;</item>
/// <item>the output of the usual run, in which nodes are computed together and by other algorithms, by that bound
/// through the whole network, widened;</item>
/// <item>the output of an exact run with everything watched and with nothing watched, which are the same bits.</item>
/// </list>
/// </summary>
internal sealed class DeviceComparison(Network network)
{
    /// <summary>
    /// What Winograd's transforms and a folded batch norm add to the rounding of plain sums: their terms are larger than
    /// the sum's own, by a factor that depends on the algorithm alone.
    /// </summary>
    private const float Widening = 1000;

    /// <summary>Sums of such values come near float32's largest, where algorithms differ by which of them overflow.</summary>
    private const float LargestCompared = 1e15f;

    private readonly Tensor[] _inputs = [.. network.ExampleShapes.Select(InputOf)];
    private readonly Tensor?[] _values = new Tensor?[network.Nodes.Count];
    private readonly Device _cpu = Device.Cpu(threads: 1);

    /// <summary>Runs and compares.</summary>
    /// <returns>The output's shape.</returns>
    /// <exception cref="WrongValueException">Two of the runs do not agree.</exception>
    /// <exception cref="NetworkException">All devices refuse the network.</exception>
    public Shape Run()
    {
        (Tensor? reference, string? refusal) = RunReference();
        Tensor fused;
        try
        {
            using Session session = new(network, _cpu);
            fused = session.Run(_inputs);
        }
        catch (NetworkException problem) when (refusal is not null)
        {
            throw new NetworkException(problem.Message);
        }
        catch (NetworkException problem)
        {
            throw new WrongValueException("refused by the cpu alone", problem.Message);
        }

        if (reference is null)
        {
            throw new WrongValueException("refused by the reference alone", refusal!);
        }

        if (fused.Shape != reference.Shape)
        {
            throw new WrongValueException("shape", $"the cpu's output is {fused.Shape}, expected {reference.Shape}");
        }

        CompareNodes();
        CompareOutput(fused, reference);
        CompareExact();
        return reference.Shape;
    }

    /// <summary>Values of both signs, whole and broken ones, the same in every run.</summary>
    private static Tensor InputOf(Shape shape)
    {
        float[] values = new float[shape.Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = i % 4 == 3 ? (i % 7) - 3 : ((i * 37 % 101) - 50) / 25f;
        }

        return new Tensor(shape, values);
    }

    private (Tensor? Output, string? Refusal) RunReference()
    {
        try
        {
            using Session session = new(network, Device.Reference);
            using Tap tap = session.Tap(network.Nodes);
            Tensor output = session.Run(_inputs);
            foreach (Activation activation in tap.Activations)
            {
                _values[activation.Node.Index] = activation.Values;
            }

            return (output, null);
        }
        catch (NetworkException problem)
        {
            return (null, problem.Message);
        }
    }

    private Tensor[] InputsOf(Node node) => [.. node.Inputs.Select(source => _values[source.Index]!)];

    /// <summary>Each node reads what the plain loops computed, so that one fault is one node.</summary>
    private void CompareNodes()
    {
        using Session session = new(network, _cpu) { SumsOnly = true };
        using Edit edit = session.Edit("*", Judge);
        _ = session.Run(_inputs);
    }

    private Tensor Judge(Activation activation)
    {
        (Node node, Tensor ours) = (activation.Node, activation.Values);
        Tensor theirs = _values[node.Index]!;
        if (node.Operator is not Input)
        {
            Tensor[] inputs = InputsOf(node);
            NodeComparison comparison = new(ours, theirs, ErrorBound.Of(node.Operator.RoundingOf(inputs, theirs)));
            if (comparison.Verdict == Verdict.Wrong && !IsHuge(theirs) && !inputs.Any(IsHuge) && HasPlainWeights(node))
            {
                throw Wrong(node, comparison);
            }
        }

        return theirs;
    }

    private void CompareOutput(Tensor fused, Tensor reference)
    {
        ErrorBound[] bounds = new ErrorBound[network.Nodes.Count];
        foreach (Node node in network.Nodes)
        {
            Tensor values = _values[node.Index]!;
            if (IsHuge(values) || HasNaN(values) || !HasPlainWeights(node))
            {
                return;
            }

            if (node.Operator is Input)
            {
                bounds[node.Index] = ErrorBound.Zero;
                continue;
            }

            Tensor[] inputs = InputsOf(node);
            ErrorBound own = Widened(ErrorBound.Of(node.Operator.RoundingOf(inputs, values)));
            bounds[node.Index] = ErrorBound.Behind(
                node.Operator, inputs, [.. node.Inputs.Select(source => bounds[source.Index])], own);
        }

        ErrorBound bound = bounds[network.Output.Index];
        NodeComparison comparison = new(fused, reference, bound);
        if (bound.IsKnown && comparison.Verdict == Verdict.Wrong)
        {
            throw Wrong(network.Output, comparison);
        }
    }

    /// <summary>
    /// The largest bound of the node for each of its values, times <see cref="Widening"/>: a tile of Winograd's rounds as
    /// its largest value does.
    /// </summary>
    private static ErrorBound Widened(ErrorBound own)
    {
        if (own.Certain is not Tensor certain || certain.Values.Length == 0)
        {
            return own;
        }

        float largest = 0;
        foreach (float value in certain.Values)
        {
            largest = Math.Max(largest, value);
        }

        Tensor widened = new(certain.Shape);
        widened.Values.Fill(Widening * largest);
        return ErrorBound.Exactly(widened);
    }

    private void CompareExact()
    {
        using Session session = new(network, _cpu) { Exact = true };
        Tensor unwatched = session.Run(_inputs);
        using Tap tap = session.Tap(network.Nodes);
        Tensor watched = session.Run(_inputs);
        for (int i = 0; i < watched.Values.Length; i++)
        {
            if (BitConverter.SingleToInt32Bits(watched.Values[i]) != BitConverter.SingleToInt32Bits(unwatched.Values[i])
                && !(float.IsNaN(watched.Values[i]) && float.IsNaN(unwatched.Values[i])))
            {
                throw new WrongValueException("exact", $"output {i} is {watched.Values[i]} watched, {unwatched.Values[i]} not");
            }
        }
    }

    private static bool IsHuge(Tensor tensor) => Array.Exists(tensor.Data, value => Math.Abs(value) > LargestCompared);

    /// <summary>
    /// A filter that is NaN or infinite meets the zeros around an image: to multiply with them, which gives NaN, or to
    /// leave them out is the choice of each algorithm, in PyTorch as well.
    /// </summary>
    private static bool HasPlainWeights(Node node) =>
        !node.Operator.Parameters.Any(parameter => IsHuge(parameter.Value) || HasNaN(parameter.Value));

    private static bool HasNaN(Tensor tensor) => Array.Exists(tensor.Data, float.IsNaN);

    private WrongValueException Wrong(Node node, NodeComparison comparison) => new(
        $"{node.Operator.Kind}",
        $"{node} of {network.Name}: the cpu computes {comparison.Worst?.ToString() ?? "another value"}; "
        + $"node {node.Index} of {network.Nodes.Count}, largest difference {comparison.MaxDifference}");
}
