using MiniConvViz.Kernels;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Networks.Onnx;

/// <summary>Resize, and Upsample as it was called up to version 9.</summary>
internal static class OnnxResizing
{
    private const int Scales = 2;
    private const int Sizes = 3;

    public static OnnxTable Table { get; } = new() { ["Resize"] = Resize, ["Upsample"] = Upsample };

    /// <summary>The scales are an attribute up to version 8, an input in 9.</summary>
    private static void Upsample(OnnxCall call)
    {
        double[] scales = call.Node.Floats("scales") is float[] given
            ? Ops.Upsample.Factors(given)
            : Ops.Upsample.Factors(call.Weight(1, "scales").Values);
        call.Emit(new Upsample(WithoutLeadingOnes(scales), FirstRule(call)), call.Input(0));
    }

    private static void Resize(OnnxCall call)
    {
        if (call.Opset < 11)
        {
            double[] scales = Ops.Upsample.Factors(call.Weight(1, "scales").Values);
            call.Emit(new Upsample(WithoutLeadingOnes(scales), FirstRule(call)), call.Input(0));
            return;
        }

        RefuseExtras(call);
        bool hasSizes = IsGiven(call, Sizes);
        ResizeRule rule = Rule(call, hasSizes);
        int[] axes = call.Node.Ints("axes") is int[] given
            ? Axis.Resolve(given, call.RankOf(0))
            : [.. Enumerable.Range(0, call.RankOf(0))];
        if (!hasSizes && IsGiven(call, Scales) && call.Constant(Scales) is Tensor scale)
        {
            double[] factors = [.. Enumerable.Repeat(1.0, call.RankOf(0))];
            double[] read = Ops.Upsample.Factors(scale.Values);
            for (int i = 0; i < Math.Min(axes.Length, read.Length); i++)
            {
                factors[axes[i]] = read[i];
            }

            call.Emit(new Upsample(WithoutLeadingOnes(factors), rule), call.Input(0));
            return;
        }

        LentShapes lent = call.Lend(call.Input(0));
        ShapeFormula size = lent.Map(SizeOf(call, axes, hasSizes));
        call.Emit(new Upsample(size, rule), lent.Inputs);
    }

    /// <summary>The size of the axes from the first on that changes.</summary>
    private static ShapeTerm[] SizeOf(OnnxCall call, int[] axes, bool hasSizes)
    {
        IReadOnlyList<ShapeTerm> extents = call.ExtentsOf(0);
        IReadOnlyList<ShapeTerm> given = call.Terms(hasSizes ? Sizes : Scales, hasSizes ? "sizes" : "scales");
        ShapeTerm[] size = [.. extents];
        for (int i = 0; i < Math.Min(axes.Length, given.Count); i++)
        {
            ShapeTerm extent = extents[axes[i]];
            size[axes[i]] = hasSizes
                ? given[i]
                : new ShapeTerm.ComputedTerm("Scale", v => Math.Floor(v[0] * v[1]), [extent, given[i]]);
        }

        Shape input = call.ShapeOf(0);
        int kept = 0;
        while (kept < size.Length - 1 && IsExtent(size[kept], input[kept]))
        {
            kept++;
        }

        return size[kept..];
    }

    private static bool IsExtent(ShapeTerm term, int extent) =>
        term is ShapeTerm.ExtentTerm || (term.TryGetConstant(out double value) && value == extent);

    private static bool IsGiven(OnnxCall call, int index) => call.Has(index) && call.ShapeOf(index).Count > 0;

    private static void RefuseExtras(OnnxCall call)
    {
        if (call.Node.Flag("antialias", false))
        {
            throw new OnnxRefusal("resizes with antialias");
        }

        if (call.Node.Text("keep_aspect_ratio_policy", "stretch") is not "stretch" and string policy)
        {
            throw new OnnxRefusal($"has the keep_aspect_ratio_policy '{policy}'");
        }
    }

    /// <summary>Before version 11 there was one rule: the first pixel stays, places are rounded down.</summary>
    private static ResizeRule FirstRule(OnnxCall call) => new(ModeOf(call), ResizeCoordinates.Asymmetric);

    private static ResizeRule Rule(OnnxCall call, bool hasSizes) => new(
        ModeOf(call),
        call.Node.Text("coordinate_transformation_mode", "half_pixel") switch
        {
            "half_pixel" => ResizeCoordinates.HalfPixel,
            "pytorch_half_pixel" => ResizeCoordinates.HalfPixelUnlessOne,
            "align_corners" => hasSizes ? ResizeCoordinates.AlignCorners : ResizeCoordinates.AlignUnroundedCorners,
            "asymmetric" => ResizeCoordinates.Asymmetric,
            string other => throw new OnnxRefusal($"has the coordinate_transformation_mode '{other}'"),
        },
        call.Node.Text("nearest_mode", "round_prefer_floor") switch
        {
            "round_prefer_floor" => ResizeRounding.RoundPreferFloor,
            "round_prefer_ceil" => ResizeRounding.RoundPreferCeil,
            "floor" => ResizeRounding.Floor,
            "ceil" => ResizeRounding.Ceil,
            string other => throw new OnnxRefusal($"has the nearest_mode '{other}'"),
        },
        call.Node.Float("cubic_coeff_a", -0.75f),
        call.Node.Flag("exclude_outside", false));

    private static ResizeMode ModeOf(OnnxCall call) => call.Node.Text("mode", "nearest") switch
    {
        "nearest" => ResizeMode.Nearest,
        "linear" or "bilinear" => ResizeMode.Linear,
        "cubic" => ResizeMode.Cubic,
        string other => throw new OnnxRefusal($"resizes in the mode '{other}'"),
    };

    /// <summary>The factors of the last axes, as PyTorch prints them: those of N and C are 1.</summary>
    private static double[] WithoutLeadingOnes(double[] factors)
    {
        int ones = factors.TakeWhile(factor => factor == 1).Count();
        return factors[Math.Min(ones, factors.Length - 1)..];
    }
}
