using System.Text.Json;
using MiniConvViz.Kernels;
using MiniConvViz.Ops;

namespace MiniConvViz.Tests;

/// <summary>
/// The operators of <c>operators-conv.safetensors</c> and <c>operators-upsample.safetensors</c>, and the 2-d ones whose
/// padding is more than a pair.
/// </summary>
internal static class ConvGoldens
{
    public static Operator? Create(GoldenEntry golden) => golden.Kind switch
    {
        "Conv1d" => new Conv1d(
            golden.Weights("weight")!,
            golden.Weights("bias"),
            golden.Int("stride"),
            golden.Int("padding"),
            golden.Int("dilation"),
            golden.Int("groups")),
        "FunctionalConv2d" => new FunctionalConv2d(
            golden.Pair("stride"), golden.Pair("padding"), golden.Pair("dilation"), golden.Int("groups")),
        "MaxPool1d" => new MaxPool1d(
            golden.Int("kernel_size"),
            golden.Int("stride"),
            golden.Int("padding"),
            golden.Int("dilation"),
            golden.Bool("ceil_mode")),
        "AvgPool1d" => new AvgPool1d(
            golden.Int("kernel_size"),
            golden.Int("stride"),
            golden.Int("padding"),
            golden.Bool("ceil_mode"),
            golden.Bool("count_include_pad")),
        "MaxPool2dIndices" => new MaxPool2dIndices(MaxPool(golden, golden.Pair("padding"))),
        "ConvTranspose1d" => new ConvTranspose1d(
            golden.Weights("weight")!,
            golden.Weights("bias"),
            golden.Int("stride"),
            golden.Int("padding"),
            golden.Int("output_padding"),
            golden.Int("dilation"),
            golden.Int("groups")),
        "ConvTranspose2d" => new ConvTranspose2d(
            golden.Weights("weight")!,
            golden.Weights("bias"),
            golden.Pair("stride"),
            golden.Pair("padding"),
            golden.Pair("output_padding"),
            golden.Pair("dilation"),
            golden.Int("groups")),
        "Upsample" => Upsample(golden),
        _ => SidePadding(golden) is Padding2d padding ? WithSides(golden, padding) : null,
    };

    private static Operator? WithSides(GoldenEntry golden, Padding2d padding) => golden.Kind switch
    {
        "Conv2d" => new Conv2d(
            golden.Weights("weight")!,
            golden.Weights("bias"),
            golden.Pair("stride"),
            padding,
            golden.Pair("dilation"),
            golden.Int("groups")),
        "MaxPool2d" => MaxPool(golden, padding),
        "AvgPool2d" => new AvgPool2d(
            golden.Pair("kernel_size"),
            golden.Pair("stride"),
            padding,
            golden.Bool("ceil_mode"),
            golden.Bool("count_include_pad")),
        _ => null,
    };

    private static Upsample Upsample(GoldenEntry golden)
    {
        bool alignCorners = golden.Has("align_corners");
        ResizeRule rule = golden.Text("mode") switch
        {
            "nearest" => ResizeRule.Nearest,
            "nearest-exact" => ResizeRule.NearestExact,
            "bicubic" => ResizeRule.Cubic(alignCorners),
            _ => ResizeRule.Linear(alignCorners),
        };
        return golden.Has("size") ? new Upsample(golden.Ints("size"), rule) : new Upsample(
            [.. golden.Attributes.GetProperty("scale_factor").EnumerateArray().Select(value => value.GetDouble())],
            rule);
    }

    private static MaxPool2d MaxPool(GoldenEntry golden, Padding2d padding) => new(
        golden.Pair("kernel_size"), golden.Pair("stride"), padding, golden.Pair("dilation"), golden.Bool("ceil_mode"));

    /// <summary>
    /// <c>[[top, bottom], [left, right]]</c> or <c>same</c>; null where the padding is PyTorch's pair.
    /// </summary>
    private static Padding2d? SidePadding(GoldenEntry golden)
    {
        if (golden.Has("same"))
        {
            return new Padding2d(0, 0, golden.Text("same") == "upper" ? SamePadding.Upper : SamePadding.Lower);
        }

        if (!golden.Has("padding") || golden.Attributes.GetProperty("padding")[0].ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        JsonElement sides = golden.Attributes.GetProperty("padding");
        return new Padding2d((Side(0, 0), Side(1, 0)), (Side(0, 1), Side(1, 1)));
        int Side(int axis, int end) => sides[axis][end].GetInt32();
    }
}
