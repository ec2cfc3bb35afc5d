namespace MiniConvViz.Kernels;

/// <summary>A double.</summary>
internal readonly record struct ExactNumber(double Value) : IRecurrentNumber<ExactNumber>
{
    public static ExactNumber Of(double value) => new(value);

    public static ExactNumber operator +(ExactNumber a, ExactNumber b) => new(a.Value + b.Value);

    public static ExactNumber operator -(ExactNumber a, ExactNumber b) => new(a.Value - b.Value);

    public static ExactNumber operator *(ExactNumber a, ExactNumber b) => new(a.Value * b.Value);

    public static ExactNumber Dot(ReadOnlySpan<float> weight, ReadOnlySpan<ExactNumber> x, float bias)
    {
        double sum = bias;
        for (int i = 0; i < weight.Length; i++)
        {
            sum += weight[i] * x[i].Value;
        }

        return new ExactNumber(sum);
    }

    public static ExactNumber Apply(GateFunction function, ExactNumber x, double clip) =>
        new(function.Apply(x.Value > clip ? clip : x.Value < -clip ? -clip : x.Value));
}
