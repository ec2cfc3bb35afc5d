using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Analysis;

/// <summary>OpenCV reads images as blue, green, red; torchvision's networks expect red first.</summary>
internal sealed class BgrInput : InputHypothesis
{
    public override string Name => "BGR input";

    public override string Remedy => "cv2.imread gives BGR: convert with cv2.cvtColor(image, cv2.COLOR_BGR2RGB) first";

    protected override IEnumerable<(string Claim, Tensor Input)> Changes(Tensor input, ModelCard card)
    {
        if (input.Shape.Channels < 2)
        {
            yield break;
        }

        Tensor swapped = InputChange.Reverse(InputChange.Denormalise(input, card));
        yield return ("PyTorch got the channels blue, green, red", InputChange.Normalise(swapped, card));
        yield return (
            "PyTorch got the channels blue, green, red, swapped after the normalisation", InputChange.Reverse(input));
    }
}
