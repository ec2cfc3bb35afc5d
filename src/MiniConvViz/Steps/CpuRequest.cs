using MiniConvViz.Tensors;

namespace MiniConvViz.Steps;

/// <summary>What is given to an operator when a plan asks it for a <see cref="CpuForm"/>.</summary>
/// <param name="Inputs">The shapes of the inputs.</param>
/// <param name="Offered">How each input is laid out already; another layout costs a step of its own.</param>
/// <param name="SumsOnly">Every output number shall be a plain sum over what it reads, so that bounds on its rounding
/// hold: no algorithm that goes by way of other numbers, however fast.</param>
internal sealed record CpuRequest(
    IReadOnlyList<Shape> Inputs, IReadOnlyList<Layout> Offered, bool SumsOnly)
{
    /// <summary>The first input is laid out in blocks of channels already.</summary>
    public bool IsBlocked => Offered[0] == Layout.Blocked;
}
