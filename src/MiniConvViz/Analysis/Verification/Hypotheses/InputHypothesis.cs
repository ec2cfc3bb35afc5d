using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Analysis;

/// <summary>
/// A fault in preparing the network's input: tried where the first node after the input differs, on the reference's
/// input, and where the reference's input differs from the image, on the image.
/// </summary>
internal abstract class InputHypothesis : IHypothesis
{
    public abstract string Name { get; }

    public abstract string Remedy { get; }

    public IEnumerable<Conjecture?> TryOn(Divergence divergence)
    {
        ModelCard card = divergence.Network.Card;
        return divergence.IsAtInput && InputChange.IsPossible(divergence.Inputs[0], card)
            ? Changes(divergence.Inputs[0], card).Select(change => divergence.WithInput(
                change.Claim, change.Input, InputChange.Rounding(change.Input, card)))
            : [];
    }

    /// <summary>The inputs that result from the fault.</summary>
    protected abstract IEnumerable<(string Claim, Tensor Input)> Changes(Tensor input, ModelCard card);
}
