namespace MiniConvViz.Kernels;

/// <summary>Some neighbouring pixels of one row of the output.</summary>
/// <param name="InputAt">
/// The offset in the input, in floats, at which the first tap reads for the first pixel.
/// </param>
/// <param name="OutputAt">The offset in the output, in floats, of the first pixel.</param>
/// <param name="ResidualAt">The offset in the residual, in floats, of what is added to the first pixel.</param>
internal readonly record struct Conv2dDirectRun(nint InputAt, nint OutputAt, nint ResidualAt);
