using MiniConvViz.Execution;
using MiniConvViz.Kernels;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// Lets neighbouring channels at one place compete, as AlexNet once did: each is divided by what they amount to
/// together.
/// <code>y = x / (k + alpha / size * sum over the window's channels of x^2)^beta</code>
/// Shapes: <c>input [N,C,...]</c>, output the same.
/// </summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.nn.LocalResponseNorm.html</remarks>
public sealed class LocalResponseNorm : Operator
{
    /// <summary>
    /// A window of <paramref name="size"/> channels around each. Where the size is even, PyTorch has the one channel
    /// more before, <c>size / 2</c>, and ONNX after: there <paramref name="before"/> is <c>(size - 1) / 2</c>.
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

    /// <summary>Channels in a window, those beyond the first and the last counted.</summary>
    public int Size { get; }

    /// <summary>The factor of the sum of squares, divided by the window's size.</summary>
    public float Alpha { get; }

    /// <summary>The exponent of the divisor.</summary>
    public float Beta { get; }

    /// <summary>Added to the sum of squares.</summary>
    public float K { get; }

    /// <summary>How many of them come before the channel itself.</summary>
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

    /// <summary>
    /// <c>|y| * (1 + |log(x / y)|)</c>: x / y is the power that was divided by, and a rounding of its logarithm grows
    /// by the size of that.
    /// </summary>
    internal override RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output)
    {
        Tensor magnitude = new(output.Shape);
        for (int i = 0; i < magnitude.Values.Length; i++)
        {
            double y = output.Values[i];
            double grows = y == 0.0 ? 0.0 : Math.Abs(Math.Log(Math.Abs(inputs[0].Values[i] / y)));
            magnitude.Values[i] = (float)(Math.Abs(y) * (1.0 + grows));
        }

        return new RoundingError(magnitude, Terms: (Math.Abs(Beta) * (Size + 4)) + 8);
    }

    internal override void RunReference(HostCall call) =>
        LocalResponseNormReference.Run(Geometry(call.InputShape(0)), call.Input(0), call.Output);

    internal override void RunCpu(HostCall call) =>
        LocalResponseNormSimd.Run(call.Workers, Geometry(call.InputShape(0)), call.Input(0), call.Output);

    internal override void RunGpu(GpuCall call) =>
        LocalResponseNormGpu.Run(call.Gpu, Geometry(call.InputShape(0)), call.Input(0), call.Output);

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
        K = K,
    };
}
