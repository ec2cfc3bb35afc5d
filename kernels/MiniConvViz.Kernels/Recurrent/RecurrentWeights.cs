namespace MiniConvViz.Kernels;

/// <summary>The learned values of a recurrent layer, for the code of a CPU.</summary>
internal readonly ref struct RecurrentWeights
{
    /// <summary>[D,G*H,I]</summary>
    public required ReadOnlySpan<float> InputHidden { get; init; }

    /// <summary>[D,G*H,H]</summary>
    public required ReadOnlySpan<float> HiddenHidden { get; init; }

    /// <summary>[D,G*H], or empty for none.</summary>
    public required ReadOnlySpan<float> InputBias { get; init; }

    /// <summary>[D,G*H], or empty for none.</summary>
    public required ReadOnlySpan<float> HiddenBias { get; init; }

    /// <summary>[D,3,H]: an LSTM's weights from the cell state to the input, forget and output gates; or empty.</summary>
    public required ReadOnlySpan<float> Peephole { get; init; }

    /// <summary>[N], the time steps of every sequence; or empty where all have T.</summary>
    public required ReadOnlySpan<int> Lengths { get; init; }
}
