using MiniConvViz.Ops;

namespace MiniConvViz.Tests;

/// <summary>The operators of <c>operators.safetensors</c>.</summary>
internal static class BasicGoldens
{
    public static Operator? Create(GoldenEntry golden) => golden.Kind switch
    {
        "Conv2d" => new Conv2d(
            golden.Weights("weight")!,
            golden.Weights("bias"),
            golden.Pair("stride"),
            golden.Pair("padding"),
            golden.Pair("dilation"),
            golden.Int("groups")),
        "Linear" => new Linear(golden.Weights("weight")!, golden.Weights("bias")),
        "BatchNorm2d" => new BatchNorm2d(
            golden.Weights("weight"),
            golden.Weights("bias"),
            golden.Weights("running_mean")!,
            golden.Weights("running_var")!,
            golden.Float("eps")),
        "MaxPool2d" => new MaxPool2d(
            golden.Pair("kernel_size"),
            golden.Pair("stride"),
            golden.Pair("padding"),
            golden.Pair("dilation"),
            golden.Bool("ceil_mode")),
        "AvgPool2d" => new AvgPool2d(
            golden.Pair("kernel_size"),
            golden.Pair("stride"),
            golden.Pair("padding"),
            golden.Bool("ceil_mode"),
            golden.Bool("count_include_pad"),
            golden.Has("divisor_override") ? golden.Int("divisor_override") : null),
        "AdaptiveAvgPool2d" => new AdaptiveAvgPool2d(golden.Pair("output_size")),
        "LeakyReLU" => new LeakyReLU(golden.Float("negative_slope")),
        "ReLU" => new ReLU(),
        "ReLU6" => new ReLU6(),
        "Sigmoid" => new Sigmoid(),
        "SiLU" => new SiLU(),
        "Hardswish" => new Hardswish(),
        "Hardsigmoid" => new Hardsigmoid(),
        "Tanh" => new Tanh(),
        "Add" => new Add(),
        "Mul" => new Mul(),
        "Concat" => new Concat(golden.Int("dim")),
        "Flatten" => new Flatten(golden.Int("start_dim"), golden.Int("end_dim")),
        "Dropout" => new Dropout(golden.Float("p")),
        "Softmax" => new Softmax(golden.Int("dim")),
        _ => null,
    };
}
