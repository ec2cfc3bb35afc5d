namespace MiniConvViz.Kernels;

/// <summary>
/// All sizes of a pooling to a given output size, and the only place where its windows are
/// computed: input and output may have any sizes, and neighbouring windows overlap where these do not divide.
/// </summary>
/// <remarks>
/// Shapes: <c>input [N,C,H,W]</c>, <c>output [N,C,OH,OW]</c>.
/// Source: https://pytorch.org/docs/stable/generated/torch.nn.AdaptiveAvgPool2d.html
/// </remarks>
internal readonly struct AdaptivePool2dGeometry
{
    public required int Batch { get; init; }

    public required int Channels { get; init; }

    public required int InHeight { get; init; }

    public required int InWidth { get; init; }

    public required int OutHeight { get; init; }

    public required int OutWidth { get; init; }

    /// <summary>The first row under the windows of output row y: <c>floor(y * H / OH)</c>.</summary>
    public int FirstRow(int y) => (int)((long)y * InHeight / OutHeight);

    /// <summary>The row after the last one under the windows of output row y: <c>ceil((y + 1) * H / OH)</c>.</summary>
    public int EndRow(int y) => (int)(((((long)y + 1) * InHeight) + OutHeight - 1) / OutHeight);

    /// <summary>The first column under the windows of output column x: <c>floor(x * W / OW)</c>.</summary>
    public int FirstColumn(int x) => (int)((long)x * InWidth / OutWidth);

    /// <summary>
    /// The column after the last one under the windows of output column x: <c>ceil((x + 1) * W / OW)</c>.
    /// </summary>
    public int EndColumn(int x) => (int)(((((long)x + 1) * InWidth) + OutWidth - 1) / OutWidth);
}
