namespace MiniConvViz.Kernels;

/// <summary>How a coordinate is rounded to the nearest neighbour.</summary>
/// <remarks>Source: <c>nearest_mode</c> of https://onnx.ai/onnx/operators/onnx__Resize.html</remarks>
public enum ResizeRounding
{
    /// <summary>Down, as PyTorch's <c>nearest</c>.</summary>
    Floor,

    /// <summary>Up.</summary>
    Ceil,

    /// <summary>To the nearest; half way, down.</summary>
    RoundPreferFloor,

    /// <summary>To the nearest; half way, up, as PyTorch's <c>nearest-exact</c>.</summary>
    RoundPreferCeil,
}
