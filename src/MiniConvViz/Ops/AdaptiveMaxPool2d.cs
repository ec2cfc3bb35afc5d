using MiniConvViz.Kernels;
using MiniConvViz.Steps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// The largest value of windows chosen so that the output always has the same size, whatever the input's.
/// <code>rows of output y: floor(y*H/OH) up to ceil((y+1)*H/OH), the same along x</code>
/// Shapes: <c>input [N,C,H,W]</c>, <c>output [N,C,OH,OW]</c>.
/// </summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.nn.AdaptiveMaxPool2d.html</remarks>
public sealed class AdaptiveMaxPool2d : Operator
{
    /// <summary>A pooling to <paramref name="outputSize"/>.</summary>
    /// <exception cref="ShapeException">The output would be empty.</exception>
    public AdaptiveMaxPool2d(Extent2d outputSize) =>
        OutputSize = Math.Min(outputSize.Y, outputSize.X) > 0
            ? outputSize
            : throw new ShapeException($"output_size is at least 1, got {outputSize}");

    /// <summary>The output's height and width.</summary>
    public Extent2d OutputSize { get; }

    internal override bool NeedsNumbers => true;

    /// <inheritdoc/>
    public override string Attributes => $"output_size={OutputSize}";

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        Shape input = ExpectImage(inputs);
        return input.Height > 0 && input.Width > 0
            ? [input.Batch, input.Channels, OutputSize.Y, OutputSize.X]
            : throw new ShapeException($"expected an image of at least 1x1, got {input}");
    }

    internal override Accuracy Accuracy => Accuracy.Exact;

    internal override RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output) =>
        RoundingError.None(output);

    internal override Tensor? AmplificationOf(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> errors) =>
        Amplification.Run(this, errors);

    internal override void RunReference(HostCall call) =>
        AdaptiveMaxPool2dReference.Run(Geometry(call.InputShape(0)), call.Input(0), call.Output);

    internal override CpuForm CpuFormFor(CpuRequest request) =>
        request.IsBlocked ? CpuForm.Blocked(request, RunBlocked) : CpuForm.Plain(request, RunCpu);

    internal override GpuForms GpuFormsFor(GpuRequest request) => GpuForms.One(call =>
        AdaptiveMaxPool2dGpu.Run(call.Gpu, Geometry(call.InputShape(0)), call.Input(0), call.Output));

    private void RunCpu(HostCall call) =>
        AdaptiveMaxPool2dSimd.Run(call.Workers, Geometry(call.InputShape(0)), call.Input(0), call.Output);

    private void RunBlocked(HostCall call) =>
        AdaptiveMaxPool2dBlocked.Run(call.Workers, Geometry(call.InputShape(0)), call.Input(0), call.Output);

    private AdaptivePool2dGeometry Geometry(Shape input) => new()
    {
        Batch = input.Batch,
        Channels = input.Channels,
        InHeight = input.Height,
        InWidth = input.Width,
        OutHeight = OutputSize.Y,
        OutWidth = OutputSize.X,
    };
}
