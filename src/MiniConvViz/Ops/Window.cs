namespace MiniConvViz.Ops;

/// <summary>The patch of its input that one output number of a convolution or pooling sees.</summary>
public readonly record struct Window(Extent2d Kernel, Extent2d Stride, Padding2d Padding, Extent2d Dilation);
