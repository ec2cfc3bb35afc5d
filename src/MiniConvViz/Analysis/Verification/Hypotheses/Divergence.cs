using MiniConvViz.Execution;
using MiniConvViz.Networks;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Analysis;

/// <summary>A node that differs, with all that is needed to run it again in other ways.</summary>
/// <param name="Network">The network it is in.</param>
/// <param name="Node">The node; the network's input itself where that differs from the picture.</param>
/// <param name="Inputs">What it read; for the network's input the picture as the network expects it.</param>
/// <param name="Ours">What we made of it.</param>
/// <param name="Theirs">What PyTorch made of it; its shape may be another.</param>
/// <param name="Device">Where to run it again.</param>
/// <param name="Reference">Where PyTorch's numbers come from.</param>
/// <param name="Picture">The picture prepared in several ways, if there is one.</param>
internal sealed record Divergence(
    Network Network,
    Node Node,
    IReadOnlyList<Tensor> Inputs,
    Tensor Ours,
    Tensor Theirs,
    Device Device,
    ReferenceFile Reference,
    IReadOnlyList<PreparedInput> Picture)
{
    public Operator Operator => Node.Operator;

    /// <summary>It is the network's input, or reads nothing but that.</summary>
    public bool IsAtInput => Operator is Input || Node.Inputs is [{ Operator: Input }];

    /// <summary>The node with another operator on its inputs; null if that does not give PyTorch's shape.</summary>
    public Conjecture? With(string claim, Func<Operator> change) => Run(claim, change, Inputs, errors: null);

    /// <summary>The node with another operator on other inputs; null if that does not give PyTorch's shape.</summary>
    public Conjecture? With(string claim, Func<Operator> change, Tensor input) =>
        Run(claim, change, [input], errors: null);

    /// <summary>The node on another input, itself known up to an error; null as above.</summary>
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
            ErrorBound own = ErrorBound.Of(changed.RoundingOf(inputs, Theirs));
            ErrorBound bound = errors is null ? own : ErrorBound.Behind(changed, inputs, errors, own);
            return bound.IsKnown ? new Conjecture(claim, output, bound) : null;
        }
        catch (ShapeException)
        {
            // The operator cannot be changed this way: a padding beyond half the window, say.
            return null;
        }
    }
}
