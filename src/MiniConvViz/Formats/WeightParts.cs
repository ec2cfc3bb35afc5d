using MiniConvViz.Tensors;

namespace MiniConvViz.Formats;

/// <summary>The formulas of PyTorch's parametrisations in evaluation mode, in double precision.</summary>
internal static class WeightParts
{
    /// <summary>
    /// Weight norm: <c>g * v / ||v||</c>, the norm over all axes but the one along which g has its extent; over all
    /// where g is a scalar. Null where the shapes do not match.
    /// </summary>
    /// <remarks>Salimans and Kingma 2016, https://arxiv.org/abs/1602.07868</remarks>
    public static ITensorSource? Norm(WeightTensor g, WeightTensor v)
    {
        int rank = v.Shape.Rank;
        int[] axes = [.. Enumerable.Range(0, g.Shape.Rank).Where(axis => g.Shape[axis] != 1)];
        bool isOverAll = g.Shape.Count == 1 && (g.Shape.Rank == 0 || g.Shape.Rank == rank);
        bool fits = isOverAll || (g.Shape.Rank == rank && axes is [int only] && g.Shape[only] == v.Shape[only]);
        if (!fits || rank == 0)
        {
            return null;
        }

        // The elements of one slice are contiguous in groups of `inner`, `outer` of them: [outer, slices, inner].
        int axis = axes is [int along] ? along : 0;
        int slices = axes.Length == 0 ? 1 : v.Shape[axis];
        int inner = axes.Length == 0 ? v.Shape.Count : Product(v.Shape, axis + 1);
        return new ComputedTensor(v.Shape, () => Normalised(g.ToDoubles(), v.ToDoubles(), slices, inner));
    }

    /// <summary>
    /// Spectral norm: <c>W / sigma</c> with <c>sigma = u . (W v)</c>, W as a matrix whose rows are the first axis, or
    /// the second where u has that length (transposed convolutions). u and v are those at the end of training; nothing
    /// is iterated. Null where the shapes do not match.
    /// </summary>
    /// <remarks>Miyato et al. 2018, https://arxiv.org/abs/1802.05957</remarks>
    public static ITensorSource? Spectral(WeightTensor w, WeightTensor u, WeightTensor v)
    {
        int rows = u.Shape.Count;
        int axis = w.Shape.Rank > 1 && w.Shape[0] != rows ? 1 : 0;
        return w.Shape.Rank > 1 && w.Shape[axis] == rows && (long)rows * v.Shape.Count == w.Shape.Count
            ? new ComputedTensor(w.Shape, () => Divided(w, u.ToDoubles(), v.ToDoubles(), axis))
            : null;
    }

    /// <summary>Pruning: <c>weight * mask</c>.</summary>
    public static ITensorSource Masked(WeightTensor w, WeightTensor mask) => new ComputedTensor(w.Shape, () =>
    {
        double[] values = w.ToDoubles();
        double[] factors = mask.ToDoubles();
        for (int i = 0; i < values.Length; i++)
        {
            values[i] *= factors[i];
        }

        return values;
    });

    private static double[] Normalised(double[] g, double[] v, int slices, int inner)
    {
        double[] squares = new double[slices];
        for (int i = 0; i < v.Length; i++)
        {
            squares[i / inner % slices] += v[i] * v[i];
        }

        for (int i = 0; i < v.Length; i++)
        {
            int slice = i / inner % slices;
            v[i] *= g[slice] / Math.Sqrt(squares[slice]);
        }

        return v;
    }

    private static double[] Divided(WeightTensor weight, double[] u, double[] v, int axis)
    {
        double[] w = weight.ToDoubles();
        int inner = Product(weight.Shape, axis + 1);
        double sigma = 0;
        for (int i = 0; i < w.Length; i++)
        {
            // [outer, rows, inner] -> row, and column outer * inner of the other axes
            int row = i / inner % u.Length;
            int column = (i / (inner * u.Length) * inner) + (i % inner);
            sigma += u[row] * w[i] * v[column];
        }

        for (int i = 0; i < w.Length; i++)
        {
            w[i] /= sigma;
        }

        return w;
    }

    private static int Product(Shape shape, int from)
    {
        int product = 1;
        for (int axis = from; axis < shape.Rank; axis++)
        {
            product *= shape[axis];
        }

        return product;
    }
}
