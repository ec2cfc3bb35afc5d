using MiniConvViz.Steps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// An operator whose output elements are its input elements. The plan gives its output the input's memory; the elements
/// are copied only when the node is watched, so that a tap owns what it keeps.
/// </summary>
public abstract class IdentityOperator : Operator
{
    /// <inheritdoc/>
    public override bool IsIdentity => true;

    /// <inheritdoc/>
    public override int ValueInputs(int inputs) => Math.Min(inputs, 1);

    internal override Accuracy Accuracy => Accuracy.Exact;

    internal override RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output) =>
        RoundingError.None(output);

    internal override Tensor? AmplificationOf(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> errors) =>
        Amplification.Run(this, errors);

    internal override void RunReference(HostCall call) => call.Input(0).CopyTo(call.Output);

    internal override CpuForm CpuFormFor(CpuRequest request) => CpuForm.Plain(request, call =>
        call.Input(0).CopyTo(call.Output));

    internal override GpuForms GpuFormsFor(GpuRequest request) => GpuForms.One(call =>
        call.Gpu.Copy(call.Input(0), call.Output));
}
