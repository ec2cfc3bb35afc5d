namespace MiniConvViz.Kernels;

/// <summary>Where the two numbers lie that meet in one number of the output.</summary>
internal readonly struct BroadcastOffsets
{
    public required int Left { get; init; }

    public required int Right { get; init; }

    /// <summary>Further along one axis.</summary>
    internal BroadcastOffsets Along(BroadcastAxis axis, int position) => new()
    {
        Left = Left + (position * axis.LeftStride),
        Right = Right + (position * axis.RightStride),
    };
}
