namespace MiniConvViz.Kernels;

/// <summary>One axis of two tensors that are broadcast.</summary>
internal readonly struct BroadcastAxis
{
    /// <summary>An axis with one position.</summary>
    public static BroadcastAxis None => new() { Extent = 1 };

    /// <summary>How many positions the output has.</summary>
    public required int Extent { get; init; }

    /// <summary>
    /// Elements of the left tensor from one position to the next; 0 where one element is used for all positions.
    /// </summary>
    public int LeftStride { get; init; }

    /// <summary>
    /// Elements of the right tensor from one position to the next; 0 where one element is used for all positions.
    /// </summary>
    public int RightStride { get; init; }
}
