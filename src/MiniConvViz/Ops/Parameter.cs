using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>A tensor of an operator that a checkpoint holds, under PyTorch's name for it.</summary>
/// <param name="Name">Such as <c>weight</c>.</param>
/// <param name="Value">The numbers.</param>
/// <param name="IsLearned">False for batch norm's running statistics, which PyTorch calls buffers and does not
/// count.</param>
public readonly record struct Parameter(string Name, Tensor Value, bool IsLearned = true)
{
    /// <summary>How many learned numbers it holds.</summary>
    public long LearnedCount => IsLearned ? Value.Shape.Count : 0;
}
