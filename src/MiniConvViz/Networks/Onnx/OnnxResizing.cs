using MiniConvViz.Kernels;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Networks.Onnx;

/// <summary>Resize, and Upsample, its name up to version 9.</summary>
internal static class OnnxResizing
{
    private const int Scales = 2;
    private const int Sizes = 3;

    public static OnnxTable Table { get; } = new() { ["Resize"] = Resize, ["Upsample"] = Upsample };

    /// <summary>Up to version 10 there are scales only: an attribute up to version 8, an input from 9 on.</summary>
    private static void Upsample(OnnxCall call)
    {
        int[] axes = AllAxes(call);
        if ((call.Node.Floats("scales") ?? call.KnownWeight(1, "scales")?.Data) is float[] given)
        {
            EmitScaled(call, axes, given, FirstRule(call));
        }
        else
        {
            EmitSized(call, Scaled(call, axes, call.Terms(1, "scales")), FirstRule(call));
        }
    }

    private static void Resize(OnnxCall call)
    {
        if (call.Opset < 11)
        {
            Upsample(call);
            return;
        }

        RefuseExtras(call);
        bool hasSizes = IsGiven(call, Sizes);
        ResizeRule rule = Rule(call);
        int[] axes = call.Node.Ints("axes") is int[] given ? Axis.Resolve(given, call.RankOf(0)) : AllAxes(call);
        if (hasSizes)
        {
            EmitSized(call, Sized(call, axes, call.Terms(Sizes, "sizes")), rule);
        }
        else if (IsGiven(call, Scales) && call.Constant(Scales) is Tensor scale)
        {
            EmitScaled(call, axes, scale.Data, rule);
        }
        else
        {
            EmitSized(call, Scaled(call, axes, call.Terms(Scales, "scales")), rule);
        }
    }

    private static int[] AllAxes(OnnxCall call) => [.. Enumerable.Range(0, call.RankOf(0))];

    private static void EmitScaled(OnnxCall call, int[] axes, float[] scales, ResizeRule rule)
    {
        CheckCount(call, axes, scales.Length, "scales");
        double[] factors = [.. Enumerable.Repeat(1.0, call.RankOf(0))];
        foreach ((int axis, double factor) in axes.Zip(Ops.Upsample.Factors(scales)))
        {
            factors[axis] = factor;
        }

        call.Emit(new Upsample(WithoutLeadingOnes(factors), rule), call.Input(0));
    }

    /// <summary>Throws where a list does not have one entry for each axis.</summary>
    private static void CheckCount(OnnxCall call, int[] axes, int count, string what)
    {
        if (count != axes.Length)
        {
            throw call.Node.Error($"has {count} {what} for {axes.Length} axes; expected one for each");
        }
    }

    private static void EmitSized(OnnxCall call, ShapeTerm[] size, ResizeRule rule)
    {
        LentShapes lent = call.Lend(call.Input(0));
        ShapeFormula changed = lent.Map(WithoutUnchanged(call, size));
        call.Emit(new Upsample(changed, rule), lent.Inputs);
    }

    private static ShapeTerm[] Sized(OnnxCall call, int[] axes, IReadOnlyList<ShapeTerm> sizes)
    {
        CheckCount(call, axes, sizes.Count, "sizes");
        ShapeTerm[] size = [.. call.ExtentsOf(0)];
        foreach ((int axis, ShapeTerm given) in axes.Zip(sizes))
        {
            size[axis] = given;
        }

        return size;
    }

    /// <summary>
    /// <c>floor(extent * scale)</c>, the product rounded to float32 as ONNX Runtime does: 49 pixels times 1/49 are 1.
    /// </summary>
    private static ShapeTerm[] Scaled(OnnxCall call, int[] axes, IReadOnlyList<ShapeTerm> scales)
    {
        CheckCount(call, axes, scales.Count, "scales");
        IReadOnlyList<ShapeTerm> extents = call.ExtentsOf(0);
        return Sized(call, axes, [.. axes.Zip(scales, (axis, scale) => new ShapeTerm.ComputedTerm(
            "Scale", v => Math.Floor((float)(v[0] * v[1])), [extents[axis], scale]))]);
    }

    /// <summary>
    /// The size from the first axis on that may change. An axis is unchanged where its size is the extent of the same
    /// axis of the same input; a constant equal to the extent means the same only where no axis is free.
    /// </summary>
    private static ShapeTerm[] WithoutUnchanged(OnnxCall call, ShapeTerm[] size)
    {
        IReadOnlyList<ShapeTerm> extents = call.ExtentsOf(0);
        Shape input = call.ShapeOf(0);
        int unchanged = 0;
        while (unchanged < size.Length - 1 && IsUnchanged(unchanged))
        {
            unchanged++;
        }

        return size[unchanged..];

        bool IsUnchanged(int axis) => size[axis] == extents[axis]
            || (!call.HasFreeAxes && size[axis].TryGetConstant(out double known) && known == input[axis]);
    }

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

    /// <summary>Before version 11 there was one rule: the first pixel stays, positions are rounded down.</summary>
    private static ResizeRule FirstRule(OnnxCall call) => new(ModeOf(call), ResizeCoordinates.Asymmetric);

    private static ResizeRule Rule(OnnxCall call) => new(
        ModeOf(call),
        call.Node.Text("coordinate_transformation_mode", "half_pixel") switch
        {
            "half_pixel" => ResizeCoordinates.HalfPixel,
            "pytorch_half_pixel" => ResizeCoordinates.HalfPixelUnlessOne,
            "align_corners" => ResizeCoordinates.AlignCorners,
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

    /// <summary>The factors of the last axes, as PyTorch prints them: those of N and C are 1. A scalar has
    /// none.</summary>
    private static double[] WithoutLeadingOnes(double[] factors)
    {
        int ones = factors.TakeWhile(factor => factor == 1).Count();
        return factors[Math.Min(ones, Math.Max(0, factors.Length - 1))..];
    }
}
