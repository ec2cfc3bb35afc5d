using MiniConvViz.Kernels;
using MiniConvViz.Steps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// The matrix product of two tensors of matrices; a vector on the left is a row, one on the right is a column, and the
/// output lacks that axis.
/// <code>output[b,r,c] = sum over t of left[b,r,t] * right[b,t,c]</code>
/// Shapes: <c>left [...,R,T]</c> or <c>[T]</c>, <c>right [...,T,C]</c> or <c>[T]</c>, <c>output [...,R,C]</c>; the
/// leading axes are broadcast.
/// </summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.matmul.html</remarks>
public sealed class MatMul : Operator
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        if (inputs.Length != 2)
        {
            throw new ShapeException($"expected 2 inputs, got {inputs.Length}");
        }

        (Shape left, Shape right) = (inputs[0], inputs[1]);
        if (left.Rank == 0 || right.Rank == 0 || Matrices(left, right).Left[^1] != Matrices(left, right).Right[^2])
        {
            throw new ShapeException(
                $"expected as many columns on the left as rows on the right, got {left} and {right}");
        }

        (Shape leftMatrices, Shape rightMatrices) = Matrices(left, right);
        return
        [
            .. BroadcastShape.Of([.. leftMatrices.Extents[..^2]], [.. rightMatrices.Extents[..^2]]).Extents,
            .. left.Rank > 1 ? leftMatrices.Extents[^2..^1] : [],
            .. right.Rank > 1 ? rightMatrices.Extents[^1..] : [],
        ];
    }

    /// <inheritdoc/>
    public override long MultiplyAdds(ReadOnlySpan<Shape> inputs) =>
        (long)InferShape(inputs).Count * inputs[0][^1];

    internal override Accuracy Accuracy => Accuracy.Summed;

    internal override RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output) =>
        RoundingError.Sum(this, inputs, terms: inputs[0].Shape[^1] + 1.0);

    /// <summary><c>|A| eB + eA (|B| + eB)</c></summary>
    internal override Tensor? AmplificationOf(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> errors)
    {
        Tensor left = RoundingError.Absolute(inputs[0]);
        Tensor right = Plus(RoundingError.Absolute(inputs[1]), errors[1]);
        return Plus(Amplification.Run(this, [left, errors[1]]), Amplification.Run(this, [errors[0], right]));
    }

    internal override void RunReference(HostCall call) =>
        MatMulReference.Run(Geometry(call), call.Input(0), call.Input(1), call.Output);

    internal override CpuForm CpuFormFor(CpuRequest request) => CpuForm.Plain(request, call =>
        MatMulSimd.Run(call.Workers, Geometry(call), call.Input(0), call.Input(1), call.Output));

    internal override GpuForms GpuFormsFor(GpuRequest request)
    {
        MatMulGeometry geometry = Geometry(request.Inputs[0], request.Inputs[1]);
        return GpuForms.Of(
            $"MatMul {request.Inputs[0]} {request.Inputs[1]}",
            MatMulGpuForms.Candidates(request.Gpu, geometry),
            MatMulGpuForms.Choose(request.Gpu, geometry),
            (call, kernel) => MatMulGpuForms.Run(
                kernel, call.Gpu, geometry, call.Input(0), call.Input(1), call.Output));
    }

    private static Tensor Plus(Tensor left, Tensor right)
    {
        for (int i = 0; i < left.Values.Length; i++)
        {
            left.Values[i] += right.Values[i];
        }

        return left;
    }

    /// <summary>The two inputs as matrices: a vector on the left is [1,T], on the right [T,1].</summary>
    private static (Shape Left, Shape Right) Matrices(Shape left, Shape right) =>
        (left.Rank == 1 ? [1, left[0]] : left, right.Rank == 1 ? [right[0], 1] : right);

    private static MatMulGeometry Geometry(HostCall call) => Geometry(call.InputShape(0), call.InputShape(1));

    private static MatMulGeometry Geometry(Shape leftInput, Shape rightInput)
    {
        (Shape left, Shape right) = Matrices(leftInput, rightInput);
        return new MatMulGeometry
        {
            Batches = BroadcastShape.Of([.. left.Extents[..^2]], [.. right.Extents[..^2]]).Count,
            Meeting = BroadcastGeometry.Create(left.Extents[..^2], right.Extents[..^2]),
            Rows = left[^2],
            Terms = left[^1],
            Columns = right[^1],
        };
    }
}
