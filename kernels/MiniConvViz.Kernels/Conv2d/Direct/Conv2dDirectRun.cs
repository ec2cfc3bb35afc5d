namespace MiniConvViz.Kernels;

/// <summary>Some neighbouring pixels of one row of the output.</summary>
/// <param name="InputAt">Where the first tap reads for the first pixel, in floats from the start of the input.</param>
/// <param name="OutputAt">Where the first pixel is stored, in floats from the start of the output.</param>
/// <param name="ResidualAt">Where what is added to the first pixel lies, in floats from the start of the
/// residual.</param>
internal readonly record struct Conv2dDirectRun(nint InputAt, nint OutputAt, nint ResidualAt);
