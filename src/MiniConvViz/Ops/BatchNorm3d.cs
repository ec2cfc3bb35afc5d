using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// <see cref="BatchNorm2d"/> under the name that PyTorch gives it for volumes: the arithmetic is the same.
/// <code>y = (x - running_mean[c]) / sqrt(running_var[c] + eps) * weight[c] + bias[c]</code>
/// Shapes: <c>input [N,C,D,H,W]</c>, everything else <c>[C]</c>.
/// </summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.nn.BatchNorm3d.html</remarks>
public sealed class BatchNorm3d : BatchNorm2d
{
    /// <summary>A batch norm with its running statistics.</summary>
    /// <exception cref="ShapeException">A parameter is not [C].</exception>
    public BatchNorm3d(Tensor? weight, Tensor? bias, Tensor runningMean, Tensor runningVar, float eps = 1e-5f)
        : base(weight, bias, runningMean, runningVar, eps)
    {
    }

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs) => base.InferShape([Volume.Expect(inputs)]);
}
