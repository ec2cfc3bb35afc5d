using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// The two views of a volume [N,C,D,H,W] in the 3-d layers of PyTorch (<c>Conv3d</c>, <c>MaxPool3d</c>, ...): slices,
/// which are images [H,W], and along the depth, an image with a row for each slice.
/// </summary>
internal static class Volume
{
    /// <summary>The shape of the only input, checked to be [N,C,D,H,W].</summary>
    /// <exception cref="ShapeException">There is another, or several.</exception>
    public static Shape Expect(ReadOnlySpan<Shape> inputs) =>
        inputs.Length != 1 ? throw new ShapeException($"expected 1 input, got {inputs.Length}")
        : inputs[0].Rank != 5 ? throw new ShapeException($"expected an input [N,C,D,H,W], got {inputs[0]}")
        : inputs[0];

    /// <summary>One slice for every output slice of a window: <c>layers</c> slices, one after the other.</summary>
    /// <exception cref="ShapeException">They hold more values than a tensor may.</exception>
    public static Shape Stack(Shape volume, int layers)
    {
        long channels = (long)volume.Channels * layers;
        long plane = (long)volume[3] * volume[4];
        return channels <= int.MaxValue && channels * plane <= int.MaxValue
            ? [1, (int)channels, volume[3], volume[4]]
            : throw new ShapeException(
                $"{layers} slices of {volume} one after the other have more than {int.MaxValue} values");
    }

    /// <summary>Every slice of every channel as a channel: [N,C*D,H,W].</summary>
    public static Shape Slices(Shape volume) => [volume.Batch, volume.Channels * volume[2], volume[3], volume[4]];

    /// <summary>A row for each slice: [N,C,D,H*W].</summary>
    public static Shape Rows(Shape volume) => [volume.Batch, volume.Channels, volume[2], volume[3] * volume[4]];

    /// <summary>Checks the filters of a 3-d layer and its bias, which are <c>[out]</c>.</summary>
    /// <exception cref="ShapeException">They do not fit each other.</exception>
    public static void CheckFilters(Tensor weight, Tensor? bias, int groups, string expected, Func<int> outChannels)
    {
        if (weight.Shape.Rank != 5 || groups < 1 || weight.Shape[0] % groups != 0 || weight.Shape.Count == 0)
        {
            throw new ShapeException(
                $"expected a weight {expected}, no extent 0, whose first is a multiple of {groups}, got {weight.Shape}");
        }

        int channels = outChannels();
        if (bias is not null && bias.Shape != [channels])
        {
            throw new ShapeException($"expected a bias [{channels}], got {bias.Shape}");
        }
    }
}
