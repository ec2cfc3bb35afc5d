using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Networks.Onnx;

/// <summary>Matrix products: Linear where one factor is a weight, MatMul where a run computes both.</summary>
internal static class OnnxProducts
{
    public static OnnxTable Table { get; } = new() { ["Gemm"] = Gemm, ["MatMul"] = MatMul };

    private static void MatMul(OnnxCall call)
    {
        if (call.Value(1).IsConstant && call.RankOf(1) == 2 && call.RankOf(0) >= 2)
        {
            Tensor weight = Matrix(call, transposesB: false, call.Input(0));
            call.Emit(new Linear(Transposed(call, weight, 1f), null), call.Input(0));
        }
        else
        {
            call.Emit(new MatMul(), call.Input(0), call.Input(1));
        }
    }

    /// <summary><c>alpha * A * B + beta * C</c>, A and B transposed where an attribute says so.</summary>
    private static void Gemm(OnnxCall call)
    {
        float alpha = call.Node.Float("alpha", 1f);
        float beta = call.Node.Float("beta", 1f);
        bool transposesB = call.Node.Flag("transB", false);
        Node left = call.Node.Flag("transA", false)
            ? call.Inner("left", new Permute([1, 0]), call.Input(0))
            : call.Input(0);
        Tensor? bias = call.Has(2) ? BiasOf(call, transposesB, beta) : null;
        if (call.Value(1).IsConstant && (!call.Has(2) || bias is not null))
        {
            Tensor weight = Matrix(call, transposesB, left);
            Tensor filters = transposesB ? Scaled(call, weight, alpha) : Transposed(call, weight, alpha);
            call.Emit(new Linear(filters, bias), left);
            return;
        }

        Node right = transposesB ? call.Inner("right", new Permute([1, 0]), call.Input(1)) : call.Input(1);
        Node product = Times(call, "product", call.Inner("product", new MatMul(), left, right), alpha);
        call.Emit(
            call.Has(2) ? new Add() : new Identity(),
            call.Has(2) ? [product, Times(call, "bias", call.Input(2), beta)] : [product]);
    }

    /// <summary>The second operand, as the file has it.</summary>
    private static Tensor Matrix(OnnxCall call, bool transposesB, Node input) => call.LargeWeight(
        1,
        "weight",
        weight => new Linear(
            weight.Shape is not { Rank: 2 } || transposesB
                ? weight
                : Tensor.ShapeOnly([weight.Shape[1], weight.Shape[0]]),
            bias: null),
        input);

    private static Node Times(OnnxCall call, string suffix, Node node, float factor) =>
        factor == 1f ? node : call.Inner(suffix, new Mul(), node, call.Inner("factor", new Tensor([], [factor])));

    /// <summary>The third operand as [O], if it is known and the same for all rows.</summary>
    private static Tensor? BiasOf(OnnxCall call, bool transposesB, float beta)
    {
        Shape weight = call.ShapeOf(1);
        int outFeatures = weight.Rank == 2 ? weight[transposesB ? 0 : 1] : -1;
        return call.KnownWeight(2, "bias") is Tensor row
            && row.Shape.Count == outFeatures && (row.Shape.Rank == 0 || row.Shape[^1] == outFeatures)
            ? Scaled(call, row, beta).Reshape([outFeatures])
            : null;
    }

    private static Tensor Scaled(OnnxCall call, Tensor tensor, float factor)
    {
        if (factor == 1f)
        {
            return tensor;
        }

        call.TakeNow(tensor.Shape);
        Tensor scaled = tensor.Clone();
        foreach (ref float value in scaled.Values)
        {
            value *= factor;
        }

        return scaled;
    }

    private static Tensor Transposed(OnnxCall call, Tensor matrix, float factor)
    {
        if (matrix.Shape.Rank != 2)
        {
            throw new ShapeException($"expected a matrix, got {matrix.Shape}");
        }

        call.TakeNow(matrix.Shape);
        (int rows, int columns) = (matrix.Shape[0], matrix.Shape[1]);
        Tensor transposed = new([columns, rows]);
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                transposed.Values[(column * rows) + row] = matrix.Values[(row * columns) + column] * factor;
            }
        }

        return transposed;
    }
}
