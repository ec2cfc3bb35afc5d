namespace MiniConvViz.Fuzz.Targets;

/// <summary>Every kind of file that the program takes from strangers.</summary>
internal static class AllTargets
{
    /// <summary>What <c>--format</c> takes.</summary>
    public static IReadOnlyList<string> Formats { get; } =
        ["onnx", "pth", "legacy", "safetensors", "npy", "npz", "picture"];

    /// <summary>The target of that name.</summary>
    public static ITarget Find(string format) => format switch
    {
        "onnx" => new OnnxTarget(),
        "pth" => new WeightsTarget("pth", ".pth"),
        "legacy" => new WeightsTarget("legacy", ".pth"),
        "safetensors" => new WeightsTarget("safetensors", ".safetensors"),
        "npy" or "npz" => new TensorTarget(format),
        "picture" => new PictureTarget(),
        _ => throw new ArgumentException($"there is no format '{format}'; there are {string.Join(", ", Formats)}"),
    };
}
