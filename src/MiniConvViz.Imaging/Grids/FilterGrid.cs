using MiniConvViz.Tensors;

namespace MiniConvViz.Imaging;

/// <summary>Draws the weights of a convolution.</summary>
public static class FilterGrid
{
    /// <summary>Draws the filters of a layer.</summary>
    /// <remarks>
    /// With 3 input channels (the first layer) each filter is one RGB tile: mid-grey is zero, and one scale serves all
    /// filters. With 1 input channel each is one tile of the colour map, symmetric about zero. Otherwise every kernel
    /// [KH,KW] is a tile of its own, numbered <c>filter·channel</c>, and a layer of more than
    /// <see cref="MostKernels"/> kernels shows those with the most energy. Kernels [KD,KH,KW] are a row of slices each,
    /// whatever the number of input channels. Small kernels have their weights written into them.
    /// </remarks>
    /// <param name="name">The layer's name.</param>
    /// <param name="weight">[O,C,KH,KW], or [O,C,KD,KH,KW] of a 3-d convolution.</param>
    /// <param name="options">The colour map for tiles that are not RGB, and a selection of filters.</param>
    /// <exception cref="PictureTooLargeException">Its picture would not fit into memory.</exception>
    /// <exception cref="UnreadableInputException">
    /// The weight is neither [O,C,KH,KW] nor [O,C,KD,KH,KW], or has none of the requested filters.
    /// </exception>
    public static Picture Draw(string name, Tensor weight, GridOptions options)
    {
        ArgumentNullException.ThrowIfNull(weight);
        ArgumentNullException.ThrowIfNull(options);
        Shape shape = weight.Shape;
        if (shape.Rank is not (4 or 5) || shape.Count == 0)
        {
            throw new UnreadableInputException(
                $"{name}: expected filters [O,C,KH,KW] or [O,C,KD,KH,KW] to draw, got {shape}");
        }

        return shape.Rank == 4 && shape.Channels == 3
            ? RgbFilterGrid.Draw(name, weight, options)
            : DrawKernels(name, weight, options);
    }

    /// <summary>The most kernels of a deeper layer that are drawn by default.</summary>
    public const int MostKernels = 1024;

    private static Picture DrawKernels(string name, Tensor weight, GridOptions options)
    {
        Shape shape = weight.Shape;
        int kernels = shape[0] * shape[1];
        Tensor asChannels = weight.Reshape(
            shape.Rank == 5 ? [1, kernels, shape[2], shape[3], shape[4]] : [1, kernels, shape[2], shape[3]]);
        GridOptions symmetric = options with
        {
            Normalize = Normalization.Symmetric,
            BatchIndex = 0,
            Channels = options.Channels.IsAll && kernels > MostKernels
                ? ChannelSelection.Top(MostKernels)
                : options.Channels,
        };
        GridWords words = shape[1] == 1
            ? new GridWords("filter", $"weight {shape}", static o => $"{o}")
            : new GridWords("kernel", $"weight {shape}", kernel => $"{kernel / shape[1]}·{kernel % shape[1]}");
        FeatureMap kernelMaps = new(name, "filters", asChannels);
        return FeatureMapGrid.Draw(kernelMaps, symmetric, words with { Value = "weight", ShowsNumbers = true });
    }
}
