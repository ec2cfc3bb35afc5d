using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Analysis;

/// <summary>Values from 0 to 1 without subtraction of the mean and division by the deviation.</summary>
internal sealed class UnnormalisedInput : InputHypothesis
{
    public override string Name => "missing mean/std";

    public override string Remedy => "normalise on both sides or on neither: transforms.Normalize(mean, std)";

    protected override IEnumerable<(string Claim, Tensor Input)> Changes(Tensor input, ModelCard card)
    {
        yield return ("PyTorch got values from 0 to 1, not normalised", InputChange.Denormalise(input, card));
        yield return ("the reference's input is not normalised, PyTorch's network did it",
            InputChange.Normalise(input, card));
    }
}
