using MiniConvViz.Tensors;

namespace MiniConvViz.Imaging;

/// <summary>What a network is given, and what that looks like.</summary>
/// <param name="Input">[N,C,H,W]: the normalised numbers.</param>
/// <param name="Pictures">One picture per image of the batch: resized and cropped, not yet normalised.</param>
public sealed record PreprocessedImages(Tensor Input, IReadOnlyList<RgbImage> Pictures);
