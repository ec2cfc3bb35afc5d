using MiniConvViz.Kernels;
using MiniConvViz.Steps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// The p-norm of every window: for p = 1 the sum of the absolute values, for large p nearly the largest of them.
/// <code>output[n,c,y,x] = (sum over the window of |input|^p)^(1/p)</code>
/// Shapes: <c>input [N,C,H,W]</c>, <c>output [N,C,OH,OW]</c>.
/// </summary>
/// <remarks>
/// Source: https://onnx.ai/onnx/operators/onnx__LpPool.html. PyTorch's LPPool2d is the same where p is even or no value
/// negative, except for windows that extend past the edge by ceil_mode, which it scales up.
/// </remarks>
public sealed class LPPool2d : Pool2d
{
    /// <summary>A stride of null means the kernel's size, as in PyTorch.</summary>
    /// <exception cref="ShapeException">A size makes no sense, or <paramref name="p"/> is less than 1.</exception>
    public LPPool2d(
        int p,
        Extent2d kernel,
        Extent2d? stride = null,
        Padding2d padding = default,
        bool ceilMode = false,
        Extent2d? dilation = null)
        : base(kernel, stride, padding, dilation ?? 1, ceilMode) =>
        P = p >= 1 ? p : throw new ShapeException($"norm_type is at least 1, got {p}");

    /// <summary>The exponent (<c>norm_type</c>).</summary>
    public int P { get; }

    /// <inheritdoc/>
    public override string Attributes => $"norm_type={P}, {base.Attributes}";

    internal override Accuracy Accuracy => Accuracy.Summed;

    /// <summary>
    /// All summands are positive, so that their sum and its root are exact up to roundings of themselves.
    /// </summary>
    internal override RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output) =>
        RoundingError.Relative(output, terms: (Kernel.Y * Kernel.X) + P + 16);

    internal override Tensor? AmplificationOf(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> errors) =>
        Amplification.Run(this, errors);

    internal override void RunReference(HostCall call) =>
        LPPool2dReference.Run(Geometry(call.InputShape(0)), P, call.Input(0), call.Output);

    internal override CpuForm CpuFormFor(CpuRequest request) => CpuForm.Plain(request, call =>
        LPPool2dCpu.Run(call.Workers, Geometry(call.InputShape(0)), P, call.Input(0), call.Output));

    internal override GpuForms GpuFormsFor(GpuRequest request) => GpuForms.One(call =>
        LPPool2dGpu.Run(call.Gpu, Geometry(call.InputShape(0)), P, call.Input(0), call.Output));
}
