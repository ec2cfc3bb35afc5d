using MiniConvViz.Tensors;

namespace MiniConvViz.Steps;

/// <summary>What a plan passes to an operator to get a <see cref="CpuForm"/>.</summary>
/// <param name="Inputs">The shapes of the inputs.</param>
/// <param name="Offered">The present layout of each input; another layout needs a step of its own.</param>
/// <param name="SumsOnly">Every output element must be a plain sum of products of what it reads, so that bounds on its
/// rounding hold. Algorithms that transform the input, such as Winograd's, are excluded.</param>
internal sealed record CpuRequest(
    IReadOnlyList<Shape> Inputs, IReadOnlyList<Layout> Offered, bool SumsOnly)
{
    /// <summary>The first input is laid out in blocks of channels already.</summary>
    public bool IsBlocked => Offered[0] == Layout.Blocked;
}
