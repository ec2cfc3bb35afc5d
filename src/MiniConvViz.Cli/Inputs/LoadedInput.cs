using MiniConvViz.Imaging;
using MiniConvViz.Tensors;

namespace MiniConvViz.Cli;

/// <summary>What one run of the network is fed.</summary>
/// <param name="Tensors">One per input of the network, in its order.</param>
/// <param name="Draw">Pictures of it; none for what cannot be drawn.</param>
internal sealed record LoadedInput(IReadOnlyList<Tensor> Tensors, Func<GridOptions, IReadOnlyList<Picture>> Draw)
{
    /// <summary>
    /// A picture that was normalised as ImageNet's are, since neither the network nor the user says how.
    /// </summary>
    public bool IsAssumed { get; init; }

    /// <summary>A picture that was resized and cropped by a guess.</summary>
    public bool IsSizeAssumed { get; init; }

    /// <summary>How a picture was prepared; null where a tensor was given.</summary>
    public Preprocessing? Preprocessing { get; init; }

    /// <summary>Bytes of all tensors.</summary>
    public long Bytes => Tensors.Sum(tensor => (long)sizeof(float) * tensor.Shape.Count);
}
