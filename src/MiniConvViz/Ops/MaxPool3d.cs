using MiniConvViz.Kernels;
using MiniConvViz.Steps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// The largest value of every window of a volume; padding counts as minus infinity, NaN as the largest value.
/// <code>output[n,c,z,y,x] = max over kz,ky,kx of input[n,c,z*stride-padding+kz*dilation,...]</code>
/// Shapes: <c>input [N,C,D,H,W]</c>, <c>output [N,C,OD,OH,OW]</c>.
/// </summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.nn.MaxPool3d.html</remarks>
public sealed class MaxPool3d : Pool3d
{
    /// <summary>A stride of null means the kernel's size, as in PyTorch.</summary>
    public MaxPool3d(
        Extent3d kernel,
        Extent3d? stride = null,
        Padding3d padding = default,
        Extent3d? dilation = null,
        bool ceilMode = false)
        : this(kernel, stride ?? kernel, padding, dilation ?? 1, ceilMode)
    {
    }

    private MaxPool3d(Extent3d kernel, Extent3d stride, Padding3d padding, Extent3d dilation, bool ceilMode)
        : base(
            padding,
            new MaxPool2d(kernel.Plane, stride.Plane, padding.Plane, dilation.Plane, ceilMode),
            new MaxPool2d((kernel.Z, 1), (stride.Z, 1), padding.Depth, (dilation.Z, 1), ceilMode))
    {
    }

    internal override Accuracy Accuracy => Accuracy.Exact;

    internal override RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output) =>
        RoundingError.None(output);

    internal override Tensor? AmplificationOf(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> errors) =>
        Amplification.Run(this, errors);

    internal override void RunReference(HostCall call) =>
        MaxPool3dReference.Run(Geometry(call.InputShape(0)), call.Input(0), call.Output);

    internal override CpuForm CpuFormFor(CpuRequest request) => CpuForm.Plain(request, call =>
        MaxPool3dSimd.Run(call.Workers, Geometry(call.InputShape(0)), call.Input(0), call.Output));

    internal override GpuForms GpuFormsFor(GpuRequest request) => GpuForms.One(call =>
        MaxPool3dGpu.Run(call.Gpu, Geometry(call.InputShape(0)), call.Input(0), call.Output));
}
