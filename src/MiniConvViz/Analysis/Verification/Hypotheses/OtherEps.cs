using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Analysis;

/// <summary>
/// Another <c>eps</c> of a batch norm: 1e-3 in TensorFlow's networks, 1e-5 in PyTorch's.
/// </summary>
internal sealed class OtherEps : IHypothesis
{
    private static readonly float[] Usual = [1e-3f, 1e-5f, 1e-4f, 1e-6f, 1e-2f, 0f];

    public string Name => "BN eps";

    public string Remedy => "build the batch norm with that eps";

    public IEnumerable<Conjecture?> TryOn(Divergence divergence) => divergence.Operator is BatchNorm2d norm
        ? Usual
            .Where(eps => eps != norm.Eps)
            .Append(Solve(norm, divergence.Inputs[0], divergence.Theirs))
            .Select(eps => divergence.With(
                $"PyTorch had eps={eps:R}, not {norm.Eps:R}",
                () => new BatchNorm2d(norm.Weight, norm.Bias, norm.RunningMean, norm.RunningVar, eps)))
        : [];

    /// <summary>
    /// The eps estimated from the values, to three digits, by the channel with the smallest variance, where it has most
    /// effect:
    /// <code>scale = sum a*b / sum a*a,  a = (x - mean) * weight,  b = y - bias;   eps = 1 / scale^2 - var</code>
    /// </summary>
    private static float Solve(BatchNorm2d norm, Tensor input, Tensor output)
    {
        int channel = Enumerable.Range(0, norm.Channels).MinBy(c => norm.RunningVar.Values[c]);
        double product = 0;
        double square = 0;
        for (int n = 0; n < input.Shape.Batch; n++)
        {
            ReadOnlySpan<float> x = input.Channel(n, channel);
            ReadOnlySpan<float> y = output.Channel(n, channel);
            for (int i = 0; i < Math.Min(x.Length, y.Length); i++)
            {
                double a = (x[i] - (double)norm.RunningMean.Values[channel]) * (norm.Weight?.Values[channel] ?? 1f);
                product += a * (y[i] - (norm.Bias?.Values[channel] ?? 0f));
                square += a * a;
            }
        }

        double eps = (square / product * (square / product)) - norm.RunningVar.Values[channel];
        return double.IsFinite(eps) && eps > 0
            ? float.Parse(eps.ToString("E2", Invariant), Invariant)
            : norm.Eps;
    }

    private static IFormatProvider Invariant => System.Globalization.CultureInfo.InvariantCulture;
}
