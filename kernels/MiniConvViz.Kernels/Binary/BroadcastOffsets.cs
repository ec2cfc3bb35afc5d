namespace MiniConvViz.Kernels;

/// <summary>The offsets of the two elements that one element of the output is computed from.</summary>
internal readonly struct BroadcastOffsets
{
    public required int Left { get; init; }

    public required int Right { get; init; }

    /// <summary>The offsets further along one axis.</summary>
    internal BroadcastOffsets Along(BroadcastAxis axis, int position) => new()
    {
        Left = Left + (position * axis.LeftStride),
        Right = Right + (position * axis.RightStride),
    };
}
