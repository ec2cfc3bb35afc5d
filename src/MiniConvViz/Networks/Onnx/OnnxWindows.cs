using MiniConvViz.Ops;

namespace MiniConvViz.Networks.Onnx;

/// <summary>The attributes that convolutions and pools share: kernel, strides, dilations and padding.</summary>
internal static class OnnxWindows
{
    /// <summary>The number of spatial axes: 1 for [N,C,L], 2 for [N,C,H,W].</summary>
    /// <exception cref="OnnxRefusal">There are more, or none.</exception>
    public static int SpatialRank(OnnxCall call)
    {
        int rank = call.RankOf(0) - 2;
        return rank is 1 or 2
            ? rank
            : throw new OnnxRefusal($"slides along {rank} axes (its input is {call.ShapeOf(0)}); 1 to 3 are supported");
    }

    /// <summary>One value per spatial axis, as an extent; a sequence is an image of one row.</summary>
    public static Extent2d Extent(OnnxCall call, string attribute, int fallback)
    {
        int spatial = SpatialRank(call);
        int[] values = call.Node.Ints(attribute) ?? [.. Enumerable.Repeat(fallback, spatial)];
        return values.Length != spatial
            ? throw call.Node.Error($"{attribute} has {Counted.Of(values.Length, "value")}, expected {spatial}")
            : spatial == 1 ? (1, values[0]) : (values[0], values[1]);
    }

    /// <summary>The window of a pool, a required attribute.</summary>
    public static Extent2d Kernel(OnnxCall call) =>
        call.Node.Has("kernel_shape") ? Extent(call, "kernel_shape", 1) : throw call.Node.Error("has no kernel_shape");

    /// <summary>Rows and columns around the input.</summary>
    public static Padding2d Padding(OnnxCall call)
    {
        int spatial = SpatialRank(call);
        string auto = call.Node.Text("auto_pad", "NOTSET");
        int[] pads = call.Node.Ints("pads") is { Length: > 0 } given ? given : new int[2 * spatial];
        return auto switch
        {
            "SAME_UPPER" => new Padding2d(0, 0, SamePadding.Upper),
            "SAME_LOWER" => new Padding2d(0, 0, SamePadding.Lower),
            "VALID" => 0,
            "NOTSET" or "" when pads.Length == 2 * spatial => spatial == 1
                ? new Padding2d((0, pads[0]), (0, pads[1]))
                : new Padding2d((pads[0], pads[1]), (pads[2], pads[3])),
            _ => throw call.Node.Error(
                $"auto_pad is '{auto}' and pads has {Counted.Of(pads.Length, "value")}, expected {2 * spatial}"),
        };
    }
}
