using MiniConvViz.Kernels;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// A value of a recurrent layer, and a bound on the error that a computation in float32 has there: the definition of
/// the layer runs with these in the place of doubles, so that every error is carried through all later time steps.
/// </summary>
/// <typeparam name="TUnit">The rounding of one operation: that of float32, or none.</typeparam>
/// <param name="Value">The exact value.</param>
/// <param name="Error">The distance of the computed value is at most this.</param>
internal readonly record struct StateError<TUnit>(double Value, double Error) : IRecurrentNumber<StateError<TUnit>>
    where TUnit : IUnitRoundoff
{
    /// <summary>Roundings of a function relative to its value, as <see cref="PointwiseOperator{T}"/> counts them.
    /// </summary>
    private const int FunctionRoundings = 4;

    /// <summary>The elements of a tensor, with their errors if there are any.</summary>
    public static StateError<TUnit>[] Of(Tensor values, Tensor? errors)
    {
        StateError<TUnit>[] result = new StateError<TUnit>[values.Shape.Count];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = new StateError<TUnit>(values.Values[i], errors is null ? 0 : errors.Values[i]);
        }

        return result;
    }

    public static StateError<TUnit> Of(double value) => new(value, 0);

    public static StateError<TUnit> operator +(StateError<TUnit> a, StateError<TUnit> b) =>
        Rounded(a.Value + b.Value, a.Error + b.Error);

    public static StateError<TUnit> operator -(StateError<TUnit> a, StateError<TUnit> b) =>
        Rounded(a.Value - b.Value, a.Error + b.Error);

    /// <summary><c>(a + da)(b + db) - ab = a db + b da + da db</c></summary>
    public static StateError<TUnit> operator *(StateError<TUnit> a, StateError<TUnit> b) => Rounded(
        a.Value * b.Value,
        (Math.Abs(a.Value) * b.Error) + (Math.Abs(b.Value) * a.Error) + (a.Error * b.Error));

    /// <summary>
    /// A sum of n products in any order: <c>sum |w| e + gamma_n * (|bias| + sum |w| (|x| + e))</c>.
    /// </summary>
    public static StateError<TUnit> Dot(ReadOnlySpan<float> weight, ReadOnlySpan<StateError<TUnit>> x, float bias)
    {
        double sum = bias;
        double size = Math.Abs(bias);
        double error = 0;
        for (int i = 0; i < weight.Length; i++)
        {
            double w = Math.Abs((double)weight[i]);
            sum += weight[i] * x[i].Value;
            error += w * x[i].Error;
            size += w * (Math.Abs(x[i].Value) + x[i].Error);
        }

        return new StateError<TUnit>(sum, error + ((weight.Length + 1) * TUnit.Value * size));
    }

    /// <summary>
    /// All functions are monotonic, so that the error is largest at an end of the range of the argument.
    /// </summary>
    public static StateError<TUnit> Apply(GateFunction function, StateError<TUnit> x, double clip)
    {
        double value = Of(x.Value);
        double moved = Math.Max(Math.Abs(Of(x.Value + x.Error) - value), Math.Abs(Of(x.Value - x.Error) - value));
        double magnitude = function.Magnitude(x.Value, x.Error, Math.Abs(value) + moved);
        return new StateError<TUnit>(value, moved + (FunctionRoundings * TUnit.Value * magnitude));

        double Of(double argument) =>
            function.Apply(argument > clip ? clip : argument < -clip ? -clip : argument);
    }

    /// <summary>The result of one operation, which is rounded once.</summary>
    private static StateError<TUnit> Rounded(double value, double error) =>
        new(value, error + (TUnit.Value * (Math.Abs(value) + error)));
}
