using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>A tensor of an operator that is stored in a checkpoint, by PyTorch's name.</summary>
/// <param name="Name">Such as <c>weight</c>.</param>
/// <param name="Value">The values.</param>
/// <param name="IsLearned">False for batch norm's running statistics, which PyTorch calls buffers and does not
/// count.</param>
public readonly record struct Parameter(string Name, Tensor Value, bool IsLearned = true)
{
    /// <summary>The number of learned values that it has.</summary>
    public long LearnedCount => IsLearned ? Value.Shape.Count : 0;
}
