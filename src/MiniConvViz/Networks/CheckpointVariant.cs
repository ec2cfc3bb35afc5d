using MiniConvViz.Formats;

namespace MiniConvViz.Networks;

/// <summary>Determines the variant of an architecture from a checkpoint's shapes.</summary>
internal static class CheckpointVariant
{
    /// <summary>
    /// A limit on the sizes in a checkpoint's shapes, within which every weight of every architecture is a valid
    /// tensor.
    /// </summary>
    private const int MostClasses = 100_000;

    private const int MostChannels = 4096;

    /// <summary>The variant of a checkpoint's network.</summary>
    /// <param name="architecture">The architecture.</param>
    /// <param name="checkpoint">The checkpoint's tensors, by the architecture's names.</param>
    /// <param name="classes">Classes of the last layer; left out, the checkpoint's.</param>
    /// <param name="stem">The stem of a ResNet; left out, it is assumed from the kernel.</param>
    public static NetworkVariant Of(
        Architecture architecture, StateDict checkpoint, int? classes = null, Stem? stem = null)
    {
        NetworkVariant variant = new(classes ?? Classes(architecture, checkpoint))
        {
            Stem = stem,
            ClassNames = checkpoint.ClassNames,
        };
        List<string> assumptions = architecture.Assumption is string usual ? [usual] : [];
        if (checkpoint.TryGet(architecture.FirstWeight, out WeightTensor? first) && first.Shape.Rank == 4)
        {
            if (architecture.Card.Channels == 3 && first.Shape[1] is var channels and not 3 and > 0 and <= MostChannels)
            {
                variant = variant with { Channels = channels };
                assumptions.Add(OfChannels(first, architecture.Card, channels));
            }

            if (architecture.HasStem && stem is null && first.Shape[2] == 3)
            {
                variant = variant with { Stem = Stem.Cifar };
                assumptions.Add(
                    $"{first.Name} is 3x3: a stride of 1 and no max-pool after it are assumed, as for images of "
                    + "32x32; give the stem 3/2+pool or 3/1+pool for another");
            }
        }

        return variant with { Assumptions = assumptions };
    }

    private static string OfChannels(WeightTensor first, ModelCard card, int channels) => channels == 1
        ? $"{first.Name} takes 1 channel: images go in as grey, normalised with the averages of the usual mean "
            + FormattableString.Invariant($"{card.Mean.Average():0.###} and deviation {card.Std.Average():0.###}; ")
            + "give the mean and std for others"
        : $"{first.Name} takes {channels} channels, which no image has: give tensors";

    /// <summary>The classes of the last layer: the checkpoint's, else those of the original network.</summary>
    private static int Classes(Architecture architecture, StateDict checkpoint) =>
        checkpoint.TryGet(architecture.ClassifierWeight, out WeightTensor? weight) && weight.Shape.Rank > 0
            ? Math.Clamp(weight.Shape[0], 1, MostClasses)
            : architecture.Classes;
}
