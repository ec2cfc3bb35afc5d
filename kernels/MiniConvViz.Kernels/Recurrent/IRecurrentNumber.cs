namespace MiniConvViz.Kernels;

/// <summary>
/// What the definitions of recurrent layers compute with: <see cref="ExactNumber"/>, a double, or a double with a bound
/// on the error of a computation in float.
/// </summary>
/// <typeparam name="T">The implementing struct.</typeparam>
internal interface IRecurrentNumber<T>
    where T : struct, IRecurrentNumber<T>
{
    /// <summary>A constant of the layer, which has no error.</summary>
    static abstract T Of(double value);

    static abstract T operator +(T a, T b);

    static abstract T operator -(T a, T b);

    static abstract T operator *(T a, T b);

    /// <summary><c>bias + sum over i of weight[i] * x[i]</c></summary>
    static abstract T Dot(ReadOnlySpan<float> weight, ReadOnlySpan<T> x, float bias);

    /// <summary><c>function(clamp(x, -clip, clip))</c></summary>
    static abstract T Apply(GateFunction function, T x, double clip);
}
