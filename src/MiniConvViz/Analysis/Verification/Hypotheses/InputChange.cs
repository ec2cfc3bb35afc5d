using MiniConvViz.Networks;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Analysis;

/// <summary>Undoes or repeats steps of preprocessing on an input [N,C,H,W].</summary>
internal static class InputChange
{
    /// <summary><c>(value - mean[c]) / std[c]</c></summary>
    public static Tensor Normalise(Tensor input, ModelCard card) =>
        PerChannel(input, (value, c) => (value - card.Mean[c]) / card.Std[c]);

    /// <summary><c>value * std[c] + mean[c]</c>: back to 0 to 1.</summary>
    public static Tensor Denormalise(Tensor input, ModelCard card) =>
        PerChannel(input, (value, c) => (value * card.Std[c]) + card.Mean[c]);

    /// <summary>Every element times a factor.</summary>
    public static Tensor Scale(Tensor input, float factor) => PerChannel(input, (value, _) => value * factor);

    /// <summary>Changes every element by its channel's function.</summary>
    public static Tensor PerChannel(Tensor input, Func<float, int, float> change)
    {
        Tensor changed = new(input.Shape);
        for (int n = 0; n < input.Shape.Batch; n++)
        {
            for (int c = 0; c < input.Shape.Channels; c++)
            {
                ReadOnlySpan<float> from = input.Channel(n, c);
                Span<float> to = changed.Channel(n, c);
                for (int i = 0; i < from.Length; i++)
                {
                    to[i] = change(from[i], c);
                }
            }
        }

        return changed;
    }

    /// <summary>The channels in the opposite order.</summary>
    public static Tensor Reverse(Tensor input)
    {
        Tensor reversed = new(input.Shape);
        int channels = input.Shape.Channels;
        for (int n = 0; n < input.Shape.Batch; n++)
        {
            for (int c = 0; c < channels; c++)
            {
                input.Channel(n, c).CopyTo(reversed.Channel(n, channels - 1 - c));
            }
        }

        return reversed;
    }

    /// <summary>A bound on the few roundings of such steps: units in the last place of the largest values.</summary>
    public static Tensor Rounding(Tensor input, ModelCard card)
    {
        const double roundings = 16;
        double largest = input.Data.Length == 0 ? 0 : input.Data.Max(Math.Abs);
        double shift = card.Mean.Zip(card.Std, (mean, std) => Math.Abs(mean / std)).DefaultIfEmpty().Max();
        Tensor bound = new(input.Shape);
        bound.Values.Fill((float)(roundings * RoundingError.UnitRoundoff * (largest + shift)));
        return bound;
    }

    /// <summary>Whether the card has mean and deviation for the input's number of channels.</summary>
    public static bool IsPossible(Tensor input, ModelCard card) =>
        input.Shape.Rank == 4 && card.Mean.Count == input.Shape.Channels && card.Std.Count == input.Shape.Channels;
}
