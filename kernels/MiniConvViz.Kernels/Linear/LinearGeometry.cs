namespace MiniConvViz.Kernels;

/// <summary>
/// The sizes of a fully connected layer: <c>input [Rows,InFeatures]</c>, <c>weight [OutFeatures,InFeatures]</c>,
/// <c>bias [OutFeatures]</c>, <c>output [Rows,OutFeatures]</c>.
/// </summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.nn.Linear.html</remarks>
internal readonly struct LinearGeometry
{
    /// <summary>
    /// The number of input vectors, and of output vectors: the product of all dimensions of the input but the last.
    /// </summary>
    public required int Rows { get; init; }

    /// <summary>Length of each input vector.</summary>
    public required int InFeatures { get; init; }

    /// <summary>Length of each output vector.</summary>
    public required int OutFeatures { get; init; }
}
