using MiniConvViz.Kernels;

namespace MiniConvViz.Execution;

/// <summary>A form of a kernel that a GPU does not run, since its self-test found a fault in it.</summary>
/// <param name="Operator">The operator of the form: <c>Conv2d</c>, <c>Linear</c> or <c>MatMul</c>.</param>
/// <param name="Form">The form's name, such as <c>Gemm128</c>.</param>
/// <param name="Reason">The fault, such as <c>is off by 2.0E-1, relatively</c>.</param>
public sealed record ExcludedForm(string Operator, string Form, string Reason)
{
    private static readonly (string Operator, Type Forms)[] Known =
    [
        ("Conv2d", typeof(Conv2dGpuForm)),
        ("Linear", typeof(LinearGpuForm)),
        ("MatMul", typeof(MatMulGpuForm)),
    ];

    /// <inheritdoc/>
    public override string ToString() => $"{Operator} {Form}: {Reason}";

    internal static ExcludedForm Of(Enum form, string reason) => new(OperatorOf(form), $"{form}", reason);

    /// <summary><c>Conv2d Gemm128</c></summary>
    internal static string NameOf(Enum form) => $"{OperatorOf(form)} {form}";

    /// <summary>The form itself; null where this build has no form of that name.</summary>
    internal Enum? ToEnum() =>
        Known.FirstOrDefault(known => known.Operator == Operator).Forms is Type forms && Enum.IsDefined(forms, Form)
            ? (Enum)Enum.Parse(forms, Form)
            : null;

    private static string OperatorOf(Enum form) => Known.First(known => known.Forms == form.GetType()).Operator;
}
