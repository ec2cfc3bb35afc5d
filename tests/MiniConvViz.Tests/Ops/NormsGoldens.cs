using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests;

/// <summary>The operators of <c>operators-norms.safetensors</c>.</summary>
internal static class NormsGoldens
{
    public static Operator? Create(GoldenEntry golden) => golden.Kind switch
    {
        "Mean" => new Mean(golden.Ints("dim"), golden.Bool("keepdim")),
        "Sum" => new Sum(golden.Ints("dim"), golden.Bool("keepdim")),
        "Amax" => new Amax(golden.Ints("dim"), golden.Bool("keepdim")),
        "Amin" => new Amin(golden.Ints("dim"), golden.Bool("keepdim")),
        "Prod" => new Prod(golden.Ints("dim"), golden.Bool("keepdim")),
        "CumSum" => new CumSum(golden.Int("dim"), golden.Bool("exclusive"), golden.Bool("reverse")),
        "LayerNorm" => new LayerNorm(
            Shape.Create(golden.Ints("normalized_shape")),
            golden.Weights("weight"),
            golden.Weights("bias"),
            golden.Float("eps")),
        "LayerNorm2d" => new LayerNorm2d(
            golden.Ints("normalized_shape")[0],
            golden.Weights("weight"),
            golden.Weights("bias"),
            golden.Float("eps")),
        "GroupNorm" => new GroupNorm(
            golden.Int("num_groups"),
            golden.Int("num_channels"),
            golden.Weights("weight"),
            golden.Weights("bias"),
            golden.Float("eps")),
        "InstanceNorm2d" => new InstanceNorm2d(
            golden.Int("num_features"), golden.Weights("weight"), golden.Weights("bias"), golden.Float("eps")),
        "LayerNormInvStdDev" => new LayerNormInvStdDev(
            Shape.Create(golden.Ints("normalized_shape")), golden.Float("eps")),
        "BatchNorm1d" => new BatchNorm1d(
            golden.Weights("weight"),
            golden.Weights("bias"),
            golden.Weights("running_mean")!,
            golden.Weights("running_var")!,
            golden.Float("eps")),
        "LogSoftmax" => new LogSoftmax(golden.Int("dim")),
        "ArgMax" => new ArgMax(
            golden.Has("dim") ? golden.Int("dim") : null, golden.Bool("keepdim"), golden.Bool("select_last_index")),
        "LocalResponseNorm" => new LocalResponseNorm(
            golden.Int("size"), golden.Float("alpha"), golden.Float("beta"), golden.Float("k")),
        "AdaptiveMaxPool2d" => new AdaptiveMaxPool2d(golden.Pair("output_size")),
        "LPPool2d" => new LPPool2d(
            golden.Int("norm_type"),
            golden.Pair("kernel_size"),
            golden.Pair("stride"),
            golden.Pair("padding"),
            golden.Bool("ceil_mode")),
        _ => null,
    };
}
