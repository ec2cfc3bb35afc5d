using MiniConvViz.Tensors;

namespace MiniConvViz.Imaging;

/// <summary>A network's input, and the images that it shows.</summary>
/// <param name="Input">[N,C,H,W]: the normalised values.</param>
/// <param name="Images">Each image of the batch resized and cropped, but not normalised.</param>
public sealed record PreprocessedImages(Tensor Input, IReadOnlyList<RgbImage> Images);
