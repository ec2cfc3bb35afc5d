using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Analysis;

/// <summary>
/// A fault in preparing the network's input: tried where the first node behind the input differs, on the input that the
/// reference claims, and where the reference's input differs from the picture, on the picture.
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

    /// <summary>The inputs that the fault would make of this one.</summary>
    protected abstract IEnumerable<(string Claim, Tensor Input)> Changes(Tensor input, ModelCard card);
}
