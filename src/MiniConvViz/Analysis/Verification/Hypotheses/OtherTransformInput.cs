using MiniConvViz.Networks.Zoo;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Analysis;

/// <summary>
/// torchvision's <c>transform_input</c>, which no checkpoint contains: one side converts ImageNet's normalisation to
/// values from -1 to 1 before the first layer, the other does not.
/// </summary>
internal sealed class OtherTransformInput : IHypothesis
{
    private const double Roundings = 16;

    public string Name => "transform_input";

    public string Remedy =>
        "set transform_input where PyTorch has transform_input=True, as torchvision's pretrained googlenet and "
        + "inception_v3 have, and leave it unset where it has False";

    public IEnumerable<Conjecture?> TryOn(Divergence divergence)
    {
        if (divergence.Inputs[0].Shape is not { Rank: 4 } shape || shape.Channels != TransformInput.Channels)
        {
            yield break;
        }

        Tensor input = divergence.Inputs[0];
        if (divergence.Operator is Input)
        {
            yield return With(divergence, "the reference's input is made for transform_input=True", Undone(input));
        }
        else if (divergence.IsAtInput)
        {
            yield return With(divergence, "PyTorch had transform_input=True", Done(input));
        }
        else if (divergence.Node.Inputs is [Networks.Node only] && TransformInput.EndsAt(only))
        {
            yield return With(divergence, "PyTorch had transform_input=False", Undone(input));
        }
    }

    private static Conjecture? With(Divergence divergence, string claim, Tensor input)
    {
        Tensor bound = new(input.Shape);
        float largest = input.Data.Select(Math.Abs).DefaultIfEmpty().Max();
        bound.Values.Fill((float)(Roundings * RoundingError.UnitRoundoff * (largest + 1)));
        return divergence.WithInput(claim, input, bound);
    }

    private static Tensor Done(Tensor input) => InputChange.PerChannel(
        input, (value, c) => (value * TransformInput.Scale(c)) + TransformInput.Shift(c));

    private static Tensor Undone(Tensor input) => InputChange.PerChannel(
        input, (value, c) => (value - TransformInput.Shift(c)) / TransformInput.Scale(c));
}
