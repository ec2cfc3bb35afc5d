namespace MiniConvViz.Kernels;

/// <summary>One axis along which two tensors are walked together.</summary>
internal readonly struct BroadcastAxis
{
    /// <summary>An axis with one position.</summary>
    public static BroadcastAxis None => new() { Extent = 1 };

    /// <summary>How many positions the output has.</summary>
    public required int Extent { get; init; }

    /// <summary>Numbers of the left tensor from one position to the next; 0 where one serves all.</summary>
    public int LeftStride { get; init; }

    /// <summary>Numbers of the right tensor from one position to the next; 0 where one serves all.</summary>
    public int RightStride { get; init; }
}
