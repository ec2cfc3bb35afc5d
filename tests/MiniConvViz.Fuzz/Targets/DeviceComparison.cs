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
/// <item>every node by itself, with the inputs that the plain loops computed, by the bound on rounding
/// (<see cref="ErrorBound"/>) of <c>verify</c>;</item>
/// <item>the output of the usual run, in which nodes are computed together and by other algorithms, by that
/// bound through the whole network, widened (<see cref="OutputBound"/>);</item>
/// <item>the output of an exact run with everything watched and with nothing watched, which are the same bits.</item>
/// </list>
/// </summary>
internal sealed class DeviceComparison(Network network)
{
    /// <summary>
    /// Sums of such values are close to float32's largest, where some algorithms overflow and others do not.
    /// </summary>
    private const float LargestCompared = 1e15f;

    private static readonly Device Cpu = Device.Cpu(threads: 1);

    private readonly Tensor[] _inputs = [.. network.ExampleShapes.Select(InputOf)];
    private readonly Tensor?[] _values = new Tensor?[network.Nodes.Count];

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
            using Session session = new(network, Cpu);
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

    /// <summary>Values of both signs, whole numbers and fractions, the same in every run.</summary>
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

    /// <summary>Each node reads the values of the plain loops, so that a fault affects one node only.</summary>
    private void CompareNodes()
    {
        using Session session = new(network, Cpu) { SumsOnly = true };
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
            NodeComparison comparison = new(ours, theirs, ErrorBound.Of(node.Operator.BoundRounding(inputs, theirs)));
            if (comparison.Verdict == Verdict.Wrong && IsComparable(node) && node.Inputs.All(IsComparable))
            {
                throw Wrong(node, comparison);
            }
        }

        return theirs;
    }

    private void CompareOutput(Tensor fused, Tensor reference)
    {
        if (network.Nodes.All(node => IsComparable(node) && !HasNaN(_values[node.Index]!)))
        {
            ErrorBound bound = OutputBound.Of(network, _values!);
            NodeComparison comparison = new(fused, reference, bound);
            if (bound.IsKnown && comparison.Verdict == Verdict.Wrong)
            {
                throw Wrong(network.Output, comparison);
            }
        }
    }

    private void CompareExact()
    {
        using Session session = new(network, Cpu) { Exact = true };
        Tensor unwatched = session.Run(_inputs);
        using Tap tap = session.Tap(network.Nodes);
        Tensor watched = session.Run(_inputs);
        for (int i = 0; i < watched.Values.Length; i++)
        {
            (float with, float without) = (watched.Values[i], unwatched.Values[i]);
            bool isSame = BitConverter.SingleToInt32Bits(with) == BitConverter.SingleToInt32Bits(without);
            if (!isSame && !(float.IsNaN(with) && float.IsNaN(without)))
            {
                throw new WrongValueException("exact", $"output {i} is {with} watched, {without} not");
            }
        }
    }

    /// <summary>
    /// Not compared where sums may overflow, nor where a filter is NaN or infinite: algorithms differ, in PyTorch as
    /// well, in whether they multiply it with the zeros around an image, which gives NaN.
    /// </summary>
    private bool IsComparable(Node node) => !IsHuge(_values[node.Index]!)
        && !node.Operator.Parameters.Any(parameter => IsHuge(parameter.Value) || HasNaN(parameter.Value));

    private static bool IsHuge(Tensor tensor) =>
        Array.Exists(tensor.Data, value => Math.Abs(value) > LargestCompared);

    private static bool HasNaN(Tensor tensor) => Array.Exists(tensor.Data, float.IsNaN);

    private WrongValueException Wrong(Node node, NodeComparison comparison) => new(
        $"{node.Operator.Kind}",
        $"{node} of {network.Name}: the cpu computes {comparison.Worst?.ToString() ?? "another value"}; "
        + $"node {node.Index} of {network.Nodes.Count}, largest difference {comparison.MaxDifference}");
}
