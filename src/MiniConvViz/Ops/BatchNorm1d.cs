using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// <see cref="BatchNorm2d"/> under the name that PyTorch gives it where there is no image: the arithmetic is the same.
/// <code>y = (x - running_mean[c]) / sqrt(running_var[c] + eps) * weight[c] + bias[c]</code>
/// Shapes: <c>input [N,C]</c> or <c>[N,C,L]</c>, everything else <c>[C]</c>.
/// </summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.nn.BatchNorm1d.html</remarks>
public sealed class BatchNorm1d : BatchNorm2d
{
    /// <summary>A batch norm with its running statistics.</summary>
    /// <exception cref="ShapeException">A parameter is not [C].</exception>
    public BatchNorm1d(Tensor? weight, Tensor? bias, Tensor runningMean, Tensor runningVar, float eps = 1e-5f)
        : base(weight, bias, runningMean, runningVar, eps)
    {
    }

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        Shape input = base.InferShape(inputs);
        return input.Rank <= 3 ? input : throw new ShapeException($"expected an input [N,C] or [N,C,L], got {input}");
    }
}
