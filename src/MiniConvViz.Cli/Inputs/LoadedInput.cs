using MiniConvViz.Imaging;
using MiniConvViz.Tensors;

namespace MiniConvViz.Cli;

/// <summary>The inputs of one run of the network.</summary>
/// <param name="Tensors">One per input of the network, in its order.</param>
/// <param name="Draw">Draws them; no pictures of inputs that cannot be drawn.</param>
internal sealed record LoadedInput(IReadOnlyList<Tensor> Tensors, Func<GridOptions, IReadOnlyList<Picture>> Draw)
{
    /// <summary>
    /// Whether an image was normalised as for ImageNet because neither the network nor the user specifies it.
    /// </summary>
    public bool IsAssumed { get; init; }

    /// <summary>Whether an image was resized and cropped by a guess.</summary>
    public bool IsSizeAssumed { get; init; }

    /// <summary>How an image was preprocessed; null for a tensor.</summary>
    public Preprocessing? Preprocessing { get; init; }

    /// <summary>Bytes of all tensors.</summary>
    public long Bytes => Tensors.Sum(tensor => (long)sizeof(float) * tensor.Shape.Count);
}
