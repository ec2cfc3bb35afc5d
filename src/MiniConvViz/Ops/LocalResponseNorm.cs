using MiniConvViz.Kernels;
using MiniConvViz.Steps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// Normalises each channel by the sum of squares of neighbouring channels at the same pixel, as in AlexNet.
/// <code>y = x / (k + alpha / size * sum over the window's channels of x^2)^beta</code>
/// Shapes: <c>input [N,C,...]</c>, output the same.
/// </summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.nn.LocalResponseNorm.html</remarks>
public sealed class LocalResponseNorm : Operator
{
    /// <summary>
    /// A window of <paramref name="size"/> channels around each. Where the size is even, PyTorch has the one channel
    /// more before, <c>size / 2</c>, and ONNX after: for ONNX <paramref name="before"/> is <c>(size - 1) / 2</c>.
    /// </summary>
    /// <exception cref="ShapeException">The window is empty or does not hold its own channel.</exception>
    public LocalResponseNorm(int size, float alpha = 1e-4f, float beta = 0.75f, float k = 1f, int? before = null)
    {
        (Size, Alpha, Beta, K, Before) = (size, alpha, beta, k, before ?? size / 2);
        if (size < 1 || Before < 0 || Before >= size)
        {
            throw new ShapeException($"size is at least 1 and {Before} channels before fit into it, got size={size}");
        }
    }

    /// <summary>Channels in a window, including those outside of the first and the last.</summary>
    public int Size { get; }

    /// <summary>The factor of the sum of squares, divided by the window's size.</summary>
    public float Alpha { get; }

    /// <summary>The exponent of the divisor.</summary>
    public float Beta { get; }

    /// <summary>Added to the sum of squares.</summary>
    public float K { get; }

    /// <summary>The number of channels in the window before the channel itself.</summary>
    public int Before { get; }

    /// <inheritdoc/>
    public override string Attributes =>
        $"{Size}, alpha={Alpha:R}, beta={Beta:R}, k={K:R}" + (Before == Size / 2 ? "" : $", before={Before}");

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        Shape input = ExpectOne(inputs);
        return input.Rank >= 2 ? input : throw new ShapeException($"expected an input [N,C,...], got {input}");
    }

    internal override Accuracy Accuracy => Accuracy.Summed;

    /// <summary>
    /// <c>|y| * (1 + |log(x / y)|)</c>: x / y is the power in the divisor, and the exponential multiplies a rounding of
    /// its logarithm by the logarithm's size.
    /// </summary>
    internal override RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output)
    {
        double terms = (Math.Abs(Beta) * (Size + 4)) + 8;
        if (terms * RoundingError.UnitRoundoff >= 0.5)
        {
            // One rounding of the base k + alpha / size * n^2 decides whether its power is 0, 1 or infinite.
            return RoundingError.Unbounded(output);
        }

        Tensor magnitude = new(output.Shape);
        for (int i = 0; i < magnitude.Values.Length; i++)
        {
            double y = output.Values[i];
            double grows = y == 0.0 ? 0.0 : Math.Abs(Math.Log(Math.Abs(inputs[0].Values[i] / y)));
            magnitude.Values[i] = (float)(Math.Abs(y) * (1.0 + grows));
        }

        return new RoundingError(magnitude, terms);
    }

    /// <summary>
    /// x is multiplied with a power of the window's squares, <c>y = x * (k + alpha / size * n^2)^-beta</c>, and their
    /// root n changes by at most the root of the errors' squares: the error of y is largest at the corners.
    /// </summary>
    internal override Tensor? AmplificationOf(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> errors)
    {
        (Tensor input, Tensor error) = (inputs[0], errors[0]);
        LocalResponseNormGeometry geometry = Geometry(input.Shape);
        Tensor bound = new(input.Shape);
        for (int index = 0; index < bound.Values.Length; index++)
        {
            int c = index / geometry.Plane % geometry.Channels;
            Range window = geometry.First(c)..geometry.End(c);
            int first = index - (c * geometry.Plane);
            double size = Norm(input.Values[first..], window, geometry.Plane);
            double moves = Norm(error.Values[first..], window, geometry.Plane);
            double y = input.Values[index] * Factor(size);
            double farthest = 0;
            foreach (double n in (ReadOnlySpan<double>)[Math.Max(size - moves, 0), size + moves])
            {
                double factor = Factor(n);
                farthest = Math.Max(farthest, Math.Abs(((input.Values[index] + error.Values[index]) * factor) - y));
                farthest = Math.Max(farthest, Math.Abs(((input.Values[index] - error.Values[index]) * factor) - y));
            }

            bound.Values[index] = (float)farthest;
        }

        return bound;
    }

    internal override void RunReference(HostCall call) =>
        LocalResponseNormReference.Run(Geometry(call.InputShape(0)), call.Input(0), call.Output);

    internal override CpuForm CpuFormFor(CpuRequest request) => CpuForm.Plain(request, call =>
        LocalResponseNormSimd.Run(call.Workers, Geometry(call.InputShape(0)), call.Input(0), call.Output));

    internal override GpuForms GpuFormsFor(GpuRequest request) => GpuForms.One(call =>
        LocalResponseNormGpu.Run(call.Gpu, Geometry(call.InputShape(0)), call.Input(0), call.Output));

    /// <summary>All sizes and constants for one input.</summary>
    internal LocalResponseNormGeometry Geometry(Shape input) => new()
    {
        Batch = input.Batch,
        Channels = input.Channels,
        Size = Size,
        Plane = input.CountOf(2..),
        Before = Math.Min(Before, input.Channels),
        After = Math.Min(Size - 1 - Before, input.Channels),
        Alpha = Alpha,
        Beta = Beta,
        SignOfNegative = Math.IEEERemainder(Beta, 1) != 0 ? float.NaN : Math.IEEERemainder(Beta, 2) == 0 ? 1f : -1f,
        K = K,
    };

    private double Factor(double n) => Math.Pow(K + (Alpha / (double)Size * n * n), -Beta);

    /// <summary>The root of the sum of the squares.</summary>
    private static double Norm(ReadOnlySpan<float> values, Range window, int stride)
    {
        double squares = 0;
        for (int i = window.Start.Value; i < window.End.Value; i++)
        {
            squares += (double)values[i * stride] * values[i * stride];
        }

        return Math.Sqrt(squares);
    }
}
