using System.Numerics;
using MiniConvViz.Tensors;

namespace MiniConvViz.Formats;

/// <summary>A tensor whose values are computed from others, in double precision, each time it is read.</summary>
/// <param name="shape">The extents of the result.</param>
/// <param name="compute">All values in row-major order.</param>
internal sealed class ComputedTensor(Shape shape, Func<double[]> compute) : ITensorSource
{
    public Shape Shape => shape;

    public DType DType => DType.Float32;

    /// <inheritdoc/>
    public T[] Read<T>()
        where T : unmanaged, INumberBase<T>
    {
        double[] values = compute();
        return values as T[] ?? Array.ConvertAll(values, T.CreateTruncating);
    }
}
