using MiniConvViz.Execution;
using MiniConvViz.Networks;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Analysis;

/// <summary>A node that differs, with everything needed to run it again with changes.</summary>
/// <param name="Network">The network it is in.</param>
/// <param name="Node">The node; the network's input itself where that differs from the image.</param>
/// <param name="Inputs">Its inputs; for the network's input the image with the network's preprocessing.</param>
/// <param name="Ours">Our output.</param>
/// <param name="Theirs">PyTorch's output; its shape may differ.</param>
/// <param name="Device">The device to run it on again.</param>
/// <param name="Reference">The file with PyTorch's values.</param>
/// <param name="Image">The image with several kinds of preprocessing, if there is one.</param>
internal sealed record Divergence(
    Network Network,
    Node Node,
    IReadOnlyList<Tensor> Inputs,
    Tensor Ours,
    Tensor Theirs,
    Device Device,
    ReferenceFile Reference,
    IReadOnlyList<PreparedInput> Image)
{
    public Operator Operator => Node.Operator;

    /// <summary>Whether it is the network's input, or reads only that.</summary>
    public bool IsAtInput => Operator is Input || Node.Inputs is [{ Operator: Input }];

    /// <summary>The node with another operator on its inputs; null if that does not give PyTorch's shape.</summary>
    public Conjecture? With(string claim, Func<Operator> change) => Run(claim, change, Inputs, errors: null);

    /// <summary>The node with another operator on other inputs; null if that does not give PyTorch's shape.</summary>
    public Conjecture? With(string claim, Func<Operator> change, Tensor input) =>
        Run(claim, change, [input], errors: null);

    /// <summary>The node on another input, which has an error bound; null as above.</summary>
    public Conjecture? WithInput(string claim, Tensor input, Tensor error) => Operator is Input
        ? new Conjecture(claim, input, ErrorBound.Exactly(error))
        : Run(claim, () => Operator, [input], [ErrorBound.Exactly(error)]);

    private Conjecture? Run(
        string claim, Func<Operator> change, IReadOnlyList<Tensor> inputs, IReadOnlyList<ErrorBound>? errors)
    {
        try
        {
            Operator changed = change();
            if (changed.InferShape([.. inputs.Select(input => input.Shape)]) != Theirs.Shape)
            {
                return null;
            }

            Tensor output = OperatorRun.Run(Device, changed, inputs);
            ErrorBound own = ErrorBound.Of(changed.BoundRounding(inputs, Theirs));
            ErrorBound bound = errors is null ? own : ErrorBound.Propagated(changed, inputs, errors, own);
            return bound.IsKnown ? new Conjecture(claim, output, bound) : null;
        }
        catch (ShapeException)
        {
            // The operator cannot be changed this way: a padding beyond half the window, say.
            return null;
        }
    }
}
