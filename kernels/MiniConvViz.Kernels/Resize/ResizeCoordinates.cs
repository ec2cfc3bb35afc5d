namespace MiniConvViz.Kernels;

/// <summary>The input coordinate of an output position; <c>ratio</c> is input size / output size.</summary>
/// <remarks>Source: <c>coordinate_transformation_mode</c> of https://onnx.ai/onnx/operators/onnx__Resize.html</remarks>
public enum ResizeCoordinates
{
    /// <summary>Pixels are squares: <c>(x + 0.5)*ratio - 0.5</c>. PyTorch's <c>align_corners=False</c>.</summary>
    HalfPixel,

    /// <summary>The same, but 0 for an output of one pixel.</summary>
    HalfPixelUnlessOne,

    /// <summary>
    /// The first and last pixels keep their positions: <c>x*(size - 1)/(outSize - 1)</c>, with the output's whole
    /// size also if a scale is given. PyTorch's <c>align_corners=True</c>.
    /// </summary>
    AlignCorners,

    /// <summary>The first pixel keeps its position: <c>x*ratio</c>. PyTorch's <c>nearest</c>.</summary>
    Asymmetric,
}
