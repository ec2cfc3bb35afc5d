using MiniConvViz.Kernels;
using MiniConvViz.Steps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// The mean of every window of a volume.
/// <code>output[n,c,z,y,x] = (sum of the window) / divisor</code>
/// where the divisor is the window's size with padding (<c>count_include_pad</c>) or without it.
/// Shapes: <c>input [N,C,D,H,W]</c>, <c>output [N,C,OD,OH,OW]</c>.
/// </summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.nn.AvgPool3d.html</remarks>
public sealed class AvgPool3d : Pool3d
{
    /// <summary>A stride of null means the kernel's size, as in PyTorch.</summary>
    public AvgPool3d(
        Extent3d kernel,
        Extent3d? stride = null,
        Padding3d padding = default,
        bool ceilMode = false,
        bool countIncludePad = true)
        : this(kernel, stride ?? kernel, padding, ceilMode, countIncludePad)
    {
    }

    private AvgPool3d(Extent3d kernel, Extent3d stride, Padding3d padding, bool ceilMode, bool countIncludePad)
        : base(
            padding,
            new AvgPool2d(kernel.Plane, stride.Plane, padding.Plane, ceilMode, countIncludePad),
            new AvgPool2d((kernel.Z, 1), (stride.Z, 1), padding.Depth, ceilMode, countIncludePad)) =>
        CountIncludePad = countIncludePad;

    /// <summary>Padding counts in the divisor (<c>count_include_pad</c>).</summary>
    public bool CountIncludePad { get; }

    /// <inheritdoc/>
    public override string Attributes => base.Attributes + (CountIncludePad ? "" : ", count_include_pad=False");

    internal override Accuracy Accuracy => Accuracy.Summed;

    internal override RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output) =>
        RoundingError.Sum(this, inputs, terms: ((double)Kernel.Z * Kernel.Y * Kernel.X) + 2);

    internal override Tensor? AmplificationOf(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> errors) =>
        Amplification.Run(this, errors);

    internal override void RunReference(HostCall call) =>
        AvgPool3dReference.Run(Geometry(call.InputShape(0)), call.Input(0), call.Output);

    internal override CpuForm CpuFormFor(CpuRequest request) => CpuForm.Plain(request, call =>
        AvgPool3dSimd.Run(call.Workers, Geometry(call.InputShape(0)), call.Input(0), call.Output));

    internal override GpuForms GpuFormsFor(GpuRequest request) => GpuForms.One(call =>
        AvgPool3dGpu.Run(call.Gpu, Geometry(call.InputShape(0)), call.Input(0), call.Output));
}
