using MiniConvViz.Steps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// Selects elements of a tensor by indices that a run computes; a negative index counts from the end.
/// </summary>
/// <remarks>
/// An index outside of its axis is an error on the CPU; a GPU cannot report one and uses the nearest.
/// </remarks>
public abstract class GatherOperator : Operator
{
    private protected GatherOperator()
    {
    }

    /// <inheritdoc/>
    public sealed override Shape InferShape(ReadOnlySpan<Shape> inputs) => inputs.Length == 2
        ? OutputOf(inputs[0], inputs[1])
        : throw new ShapeException($"expected 2 inputs, data and indices, got {inputs.Length}");

    internal sealed override Accuracy Accuracy => Accuracy.Exact;

    internal sealed override RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output) =>
        RoundingError.None(output);

    /// <summary>None for the indices: one with any error selects another element.</summary>
    internal sealed override Tensor? AmplificationOf(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> errors) =>
        Amplification.IsZero(errors[1]) ? Amplification.Run(this, [errors[0], inputs[1]]) : null;

    /// <summary>The shape of the output.</summary>
    private protected abstract Shape OutputOf(Shape data, Shape indices);
}
