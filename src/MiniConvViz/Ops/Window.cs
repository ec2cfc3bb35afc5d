namespace MiniConvViz.Ops;

/// <summary>The part of the input that one output value of a convolution or pooling reads.</summary>
public readonly record struct Window(Extent2d Kernel, Extent2d Stride, Padding2d Padding, Extent2d Dilation);
