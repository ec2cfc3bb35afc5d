using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Analysis;

/// <summary>Bytes from 0 to 255 where values from 0 to 1 are expected.</summary>
internal sealed class ByteInput : InputHypothesis
{
    private const float Most = 255f;

    public override string Name => "missing /255";

    public override string Remedy => "divide the bytes by 255 before normalising, as torchvision's ToTensor does";

    protected override IEnumerable<(string Claim, Tensor Input)> Changes(Tensor input, ModelCard card)
    {
        Tensor bytes = InputChange.Scale(InputChange.Denormalise(input, card), Most);
        yield return ("PyTorch got bytes from 0 to 255, normalised as if they were 0 to 1",
            InputChange.Normalise(bytes, card));
        yield return ("PyTorch got bytes from 0 to 255, not normalised", bytes);
        yield return ("the reference's input is bytes from 0 to 255, which PyTorch's network divided and normalised",
            InputChange.Normalise(InputChange.Scale(input, 1 / Most), card));
    }
}
