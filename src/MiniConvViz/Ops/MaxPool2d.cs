using MiniConvViz.Kernels;
using MiniConvViz.Steps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// The largest value of every window; padding counts as minus infinity, NaN as the largest value.
/// <code>
/// output[n,c,y,x] = max over ky,kx of input[n,c,y*stride-padding+ky*dilation,x*stride-padding+kx*dilation]
/// </code>
/// Shapes: <c>input [N,C,H,W]</c>, <c>output [N,C,OH,OW]</c>.
/// </summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.nn.MaxPool2d.html</remarks>
public class MaxPool2d : Pool2d
{
    /// <summary>A stride of null means the kernel's size, as in PyTorch.</summary>
    public MaxPool2d(
        Extent2d kernel,
        Extent2d? stride = null,
        Padding2d padding = default,
        Extent2d? dilation = null,
        bool ceilMode = false)
        : base(kernel, stride, padding, dilation ?? 1, ceilMode)
    {
    }

    /// <summary>The same pooling with another padding and ceil_mode.</summary>
    internal virtual MaxPool2d With(Padding2d padding, bool ceilMode) =>
        new(Kernel, Stride, padding, Dilation, ceilMode);

    internal override Accuracy Accuracy => Accuracy.Exact;

    internal override RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output) =>
        RoundingError.None(output);

    internal override Tensor? AmplificationOf(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> errors) =>
        Amplification.Run(this, errors);

    internal override void RunReference(HostCall call) =>
        MaxPool2dReference.Run(Geometry(call.InputShape(0)), call.Input(0), call.Output);

    internal override CpuForm CpuFormFor(CpuRequest request) =>
        request.IsBlocked ? CpuForm.Blocked(request, RunBlocked) : CpuForm.Plain(request, RunCpu);

    internal override GpuForms GpuFormsFor(GpuRequest request) => GpuForms.One(call =>
        MaxPool2dGpu.Run(call.Gpu, Geometry(call.InputShape(0)), call.Input(0), call.Output));

    private void RunCpu(HostCall call) =>
        MaxPool2dSimd.Run(call.Workers, Geometry(call.InputShape(0)), call.Input(0), call.Output);

    private void RunBlocked(HostCall call) =>
        MaxPool2dBlocked.Run(call.Workers, Geometry(call.InputShape(0)), call.Input(0), call.Output);
}
