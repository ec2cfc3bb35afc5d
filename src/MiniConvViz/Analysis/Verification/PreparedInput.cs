using MiniConvViz.Tensors;

namespace MiniConvViz.Analysis;

/// <summary>A network's input made from an image by one kind of preprocessing.</summary>
/// <param name="How">Such as <c>resized to 224x224 whatever the aspect</c>.</param>
/// <param name="Values">[N,C,H,W], normalised.</param>
/// <param name="Tolerance">The largest difference of another implementation of the same preprocessing, in the values'
/// unit.</param>
public sealed record PreparedInput(string How, Tensor Values, float Tolerance);
