namespace MiniConvViz.Kernels;

/// <summary>
/// The sizes of a fully connected layer: <c>input [Rows,InFeatures]</c>, <c>weight [OutFeatures,InFeatures]</c>,
/// <c>bias [OutFeatures]</c>, <c>output [Rows,OutFeatures]</c>.
/// </summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.nn.Linear.html</remarks>
internal readonly struct LinearGeometry
{
    /// <summary>How many vectors go in and come out: every dimension of the input but the last, multiplied.</summary>
    public required int Rows { get; init; }

    /// <summary>Length of each vector that goes in.</summary>
    public required int InFeatures { get; init; }

    /// <summary>Length of each vector that comes out.</summary>
    public required int OutFeatures { get; init; }
}
