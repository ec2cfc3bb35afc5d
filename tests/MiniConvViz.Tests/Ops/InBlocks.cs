using MiniConvViz.Kernels;
using MiniConvViz.Ops;
using MiniConvViz.Steps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests;

/// <summary>
/// Copies its input, in the vector code to blocks of channels, so that the operators after it are offered blocks. The
/// lanes without a channel are NaN.
/// </summary>
internal sealed class InBlocks : Operator
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs) => ExpectOne(inputs);

    internal override Accuracy Accuracy => Accuracy.Exact;

    internal override RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output) =>
        RoundingError.None(output);

    internal override Tensor? AmplificationOf(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> errors) => errors[0];

    internal override void RunReference(HostCall call) => call.Input(0).CopyTo(call.Output);

    internal override CpuForm CpuFormFor(CpuRequest request) => new(RunCpu, Layout.Blocked, [Layout.Plain]);

    internal override GpuForms GpuFormsFor(GpuRequest request) =>
        GpuForms.One(call => call.Gpu.Copy(call.Input(0), call.Output));

    private static void RunCpu(HostCall call)
    {
        Shape shape = call.OutputShape;
        call.Output.Fill(float.NaN);
        ChannelBlocksReference.Pack(
            shape.Batch, shape.Channels, shape.CountOf(2..), call.Input(0), call.Output);
    }
}
