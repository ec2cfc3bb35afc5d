using MiniConvViz.Kernels;
using MiniConvViz.Steps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// The mean of every window.
/// <code>output[n,c,y,x] = (sum of the window) / divisor</code>
/// where the divisor is the window's size with padding (<c>count_include_pad</c>), without it, or
/// <c>divisor_override</c>.
/// Shapes: <c>input [N,C,H,W]</c>, <c>output [N,C,OH,OW]</c>.
/// </summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.nn.AvgPool2d.html</remarks>
public class AvgPool2d : Pool2d
{
    /// <summary>A stride of null means the kernel's size, as in PyTorch.</summary>
    public AvgPool2d(
        Extent2d kernel,
        Extent2d? stride = null,
        Padding2d padding = default,
        bool ceilMode = false,
        bool countIncludePad = true,
        int? divisorOverride = null)
        : base(kernel, stride, padding, 1, ceilMode)
    {
        if (divisorOverride == 0)
        {
            throw new ShapeException("divisor_override must not be 0");
        }

        (CountIncludePad, DivisorOverride) = (countIncludePad, divisorOverride);
    }

    /// <summary>Padding counts in the divisor (<c>count_include_pad</c>).</summary>
    public bool CountIncludePad { get; }

    /// <summary>The divisor of every window; null for the number of its elements.</summary>
    public int? DivisorOverride { get; }

    /// <inheritdoc/>
    public override string Attributes =>
        base.Attributes
        + (CountIncludePad ? "" : ", count_include_pad=False")
        + (DivisorOverride is int divisor ? $", divisor_override={divisor}" : "");

    /// <summary>The same pooling with another padding and ceil_mode.</summary>
    internal virtual AvgPool2d With(Padding2d padding, bool ceilMode, bool countIncludePad) =>
        new(Kernel, Stride, padding, ceilMode, countIncludePad, DivisorOverride);

    internal override Pool2dGeometry Geometry(Shape input) => base.Geometry(input) with
    {
        CountIncludePad = CountIncludePad ? 1 : 0,
        DivisorOverride = DivisorOverride ?? 0,
    };

    internal override Accuracy Accuracy => Accuracy.Summed;

    internal override RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output) =>
        RoundingError.Sum(this, inputs, terms: (Kernel.Y * Kernel.X) + 1);

    internal override Tensor? AmplificationOf(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> errors) =>
        Amplification.Run(this, errors);

    internal override void RunReference(HostCall call) =>
        AvgPool2dReference.Run(Geometry(call.InputShape(0)), call.Input(0), call.Output);

    internal override CpuForm CpuFormFor(CpuRequest request) =>
        request.IsBlocked ? CpuForm.Blocked(request, RunBlocked) : CpuForm.Plain(request, RunCpu);

    internal override GpuForms GpuFormsFor(GpuRequest request) => GpuForms.One(call =>
        AvgPool2dGpu.Run(call.Gpu, Geometry(call.InputShape(0)), call.Input(0), call.Output));

    private void RunCpu(HostCall call) =>
        AvgPool2dSimd.Run(call.Workers, Geometry(call.InputShape(0)), call.Input(0), call.Output);

    private void RunBlocked(HostCall call) =>
        AvgPool2dBlocked.Run(call.Workers, Geometry(call.InputShape(0)), call.Input(0), call.Output);
}
