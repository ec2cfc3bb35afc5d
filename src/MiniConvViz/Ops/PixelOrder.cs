namespace MiniConvViz.Ops;

/// <summary>How the channels that become the pixels of a block are counted: block r wide, c channels.</summary>
public enum PixelOrder
{
    /// <summary>
    /// <c>channel = (c*r + dy)*r + dx</c>: PyTorch's order, and <c>CRD</c> of ONNX's DepthToSpace.
    /// </summary>
    ChannelFirst,

    /// <summary>
    /// <c>channel = (dy*r + dx)*C + c</c>: <c>DCR</c> of ONNX's DepthToSpace, and its SpaceToDepth.
    /// </summary>
    ChannelLast,
}
