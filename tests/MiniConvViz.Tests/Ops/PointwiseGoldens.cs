using MiniConvViz.Ops;

namespace MiniConvViz.Tests;

/// <summary>The operators of <c>operators-pointwise.safetensors</c>.</summary>
internal static class PointwiseGoldens
{
    public static Operator? Create(GoldenEntry golden) => golden.Kind switch
    {
        "ELU" => new ELU(golden.Float("alpha")),
        "SELU" => new SELU(),
        "CELU" => new CELU(golden.Float("alpha")),
        "Softplus" => new Softplus(golden.Float("beta"), golden.Float("threshold")),
        "LogSigmoid" => new LogSigmoid(),
        "Softsign" => new Softsign(),
        "Mish" => new Mish(),
        "GELU" => new GELU(golden.Text("approximate")),
        "Hardtanh" => new Hardtanh(golden.Float("min_val"), golden.Float("max_val")),
        "Hardsigmoid" when golden.Has("alpha") => new Hardsigmoid(golden.Float("alpha"), golden.Float("beta")),
        "Abs" => new Abs(),
        "Neg" => new Neg(),
        "Sqrt" => new Sqrt(),
        "Exp" => new Exp(),
        "Reciprocal" => new Reciprocal(),
        "Erf" => new Erf(),
        "Clamp" => new Clamp(
            golden.Has("min") ? golden.Float("min") : null, golden.Has("max") ? golden.Float("max") : null),
        "Log" => new Log(),
        "Floor" => new Floor(),
        "Ceil" => new Ceil(),
        "Round" => new Round(),
        "Sign" => new Sign(),
        "Sin" => new Sin(),
        "Cos" => new Cos(),
        "LogicalNot" => new LogicalNot(),
        "Shrink" => new Shrink(golden.Float("lambd"), golden.Float("bias")),
        "Threshold" => new Threshold(golden.Float("threshold"), golden.Float("value")),
        "ToInt" => new ToInt(),
        "ToBool" => new ToBool(),
        _ => null,
    };
}
