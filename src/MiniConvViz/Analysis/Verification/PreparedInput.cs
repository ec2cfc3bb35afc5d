using MiniConvViz.Tensors;

namespace MiniConvViz.Analysis;

/// <summary>A picture made into a network's input in one of several ways.</summary>
/// <param name="How">Such as <c>resized to 224x224 whatever the aspect</c>.</param>
/// <param name="Values">[N,C,H,W], normalised.</param>
/// <param name="Tolerance">How far another implementation of the same way may lie off, in the values' unit.</param>
public sealed record PreparedInput(string How, Tensor Values, float Tolerance);
