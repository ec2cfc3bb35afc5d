using MiniConvViz.Kernels;
using MiniConvViz.Steps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// The common part of the layer normalisations: every element of a position has its own weight and bias.
/// <code>y = (x - mean) / sqrt(variance + eps) * weight[c] + bias[c]</code>
/// Shapes: any input, output the same; weight and bias may be absent (<c>elementwise_affine=False</c>).
/// </summary>
public abstract class LayerNormalization : Normalization
{
    private protected LayerNormalization(Shape normalizedShape, Tensor? weight, Tensor? bias, float eps)
        : base(normalizedShape, weight, bias, eps) => NormalizedShape = normalizedShape;

    /// <summary>The extents of the axes that are normalised together.</summary>
    public Shape NormalizedShape { get; }

    /// <inheritdoc/>
    public override string Attributes =>
        $"({string.Join(", ", NormalizedShape.Extents.ToArray())}{(NormalizedShape.Rank == 1 ? "," : "")}), eps={Eps:R}"
        + (Weight is null ? ", elementwise_affine=False" : "");

    internal override void RunReference(HostCall call) => LayerNormReference.Run(
        Together(call.InputShape(0)), call.Input(0), Scale.Values, Offset.Values, Eps, call.Output);

    internal override CpuForm CpuFormFor(CpuRequest request) => CpuForm.Plain(request, call => LayerNormSimd.Run(
        call.Workers, Together(call.InputShape(0)), call.Input(0), Scale.Values, Offset.Values, Eps, call.Output));

    internal override GpuForms GpuFormsFor(GpuRequest request) => GpuForms.One(call => LayerNormGpu.Run(
        call.Gpu,
        Together(call.InputShape(0)),
        call.Input(0),
        call.Weight(Scale),
        call.Weight(Offset),
        Eps,
        call.Output));

    internal override int ParameterOf(Shape input, int position, int i) => i;
}
