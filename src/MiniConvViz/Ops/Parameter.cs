using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>A learned tensor of an operator, under PyTorch's name for it.</summary>
public readonly record struct Parameter(string Name, Tensor Value);
