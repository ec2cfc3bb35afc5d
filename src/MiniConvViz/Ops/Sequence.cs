using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// Maps the 1-d layers of PyTorch (<c>Conv1d</c>, <c>MaxPool1d</c>, ...) to the 2-d ones: a sequence [N,C,L] is an
/// image of one row, [N,C,1,L], with the same memory layout.
/// </summary>
internal static class Sequence
{
    /// <summary>[N,C,L] as [N,C,1,L].</summary>
    /// <exception cref="ShapeException">The input is not [N,C,L].</exception>
    public static Shape ToImage(Shape input) => input.Rank == 3
        ? [input[0], input[1], 1, input[2]]
        : throw new ShapeException($"expected an input [N,C,L], got {input}");

    /// <summary>[N,C,1,L] as [N,C,L].</summary>
    public static Shape FromImage(Shape image) => [image.Batch, image.Channels, image.Width];

    /// <summary>Filters [O,C,K] as [O,C,1,K]; the array is shared.</summary>
    /// <exception cref="ShapeException">The weight is not 3-d.</exception>
    public static Tensor ToFilters(Tensor weight) => weight.Shape.Rank == 3
        ? weight.Reshape(ToImage(weight.Shape))
        : throw new ShapeException($"expected a weight of three axes such as [O,C/groups,K], got {weight.Shape}");

    /// <summary>Filters [O,C,1,K] as [O,C,K]; the array is shared.</summary>
    public static Tensor FromFilters(Tensor weight) => weight.Reshape(FromImage(weight.Shape));

    /// <summary>The padding along the sequence alone: an image of one row gets no rows above and below.</summary>
    public static Padding2d AlongX(Padding2d padding) =>
        padding with { Begin = (0, padding.Begin.X), End = (0, padding.End.X) };

    /// <summary><c>(3,)</c>, as PyTorch prints it.</summary>
    public static string Print(Extent2d size) => $"({size.X},)";

    /// <summary><c>(1,)</c> as PyTorch prints it, or <c>((left, right),)</c>.</summary>
    public static string Print(Padding2d padding) =>
        padding.IsSymmetric ? Print(padding.Begin)
        : padding.Same == SamePadding.None ? $"(({padding.Begin.X}, {padding.End.X}),)"
        : padding.ToString();
}
