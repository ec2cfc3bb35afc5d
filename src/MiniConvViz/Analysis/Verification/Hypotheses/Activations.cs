using MiniConvViz.Ops;

namespace MiniConvViz.Analysis;

/// <summary>The activations that may be mistaken for each other, with their usual arguments.</summary>
internal static class Activations
{
    public static IReadOnlyList<Operator> All { get; } =
    [
        new ReLU(),
        new ReLU6(),
        new LeakyReLU(),
        new LeakyReLU(0.1f),
        new LeakyReLU(0.2f),
        new SiLU(),
        new Hardswish(),
        new GELU(),
        new GELU("tanh"),
        new Mish(),
        new ELU(),
        new SELU(),
        new Softplus(),
        new Softsign(),
        new Sigmoid(),
        new Hardsigmoid(),
        new Tanh(),
    ];

    public static bool Contains(Operator @operator) => All.Any(activation => activation.Kind == @operator.Kind);
}
