using MiniConvViz.Ops;

namespace MiniConvViz.Tests;

/// <summary>The operators of <c>operators-volume.safetensors</c>: layers over volumes [N,C,D,H,W].</summary>
internal static class VolumeGoldens
{
    public static Operator? Create(GoldenEntry golden) => golden.Kind switch
    {
        "Conv3d" => new Conv3d(
            golden.Weights("weight")!,
            golden.Weights("bias"),
            Extent(golden, "stride"),
            Extent(golden, "padding"),
            Extent(golden, "dilation"),
            golden.Int("groups")),
        "ConvTranspose3d" => new ConvTranspose3d(
            golden.Weights("weight")!,
            golden.Weights("bias"),
            Extent(golden, "stride"),
            Extent(golden, "padding"),
            Extent(golden, "output_padding"),
            Extent(golden, "dilation"),
            golden.Int("groups")),
        "MaxPool3d" => new MaxPool3d(
            Extent(golden, "kernel_size"),
            Extent(golden, "stride"),
            Extent(golden, "padding"),
            Extent(golden, "dilation"),
            golden.Bool("ceil_mode")),
        "AvgPool3d" => new AvgPool3d(
            Extent(golden, "kernel_size"),
            Extent(golden, "stride"),
            Extent(golden, "padding"),
            golden.Bool("ceil_mode"),
            golden.Bool("count_include_pad")),
        "BatchNorm3d" => new BatchNorm3d(
            golden.Weights("weight"),
            golden.Weights("bias"),
            golden.Weights("running_mean")!,
            golden.Weights("running_var")!,
            golden.Float("eps")),
        "InstanceNorm3d" => new InstanceNorm3d(
            golden.Int("num_features"), golden.Weights("weight"), golden.Weights("bias"), golden.Float("eps")),
        _ => null,
    };

    private static Extent3d Extent(GoldenEntry golden, string name) =>
        golden.Ints(name) is [int z, int y, int x]
            ? (z, y, x)
            : throw new FormatException($"{name} has no three values");
}
