using MiniConvViz.Kernels;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// The common part of max and average pooling of volumes: a window that slides over each channel separately.
/// </summary>
public abstract class Pool3d : Operator
{
    private readonly Pool2d _slices;
    private readonly Pool2d _depth;

    /// <param name="padding">The padding, of which slices and depth have one part each.</param>
    /// <param name="slices">The pooling of each slice.</param>
    /// <param name="depth">The pooling along the depth, where each slice is a row.</param>
    private protected Pool3d(Padding3d padding, Pool2d slices, Pool2d depth) =>
        (Padding, _slices, _depth) = (padding, slices, depth);

    /// <summary>The size of a window.</summary>
    public Extent3d Kernel => (_depth.Kernel.Y, _slices.Kernel.Y, _slices.Kernel.X);

    /// <summary>The distance between neighbouring windows.</summary>
    public Extent3d Stride => (_depth.Stride.Y, _slices.Stride.Y, _slices.Stride.X);

    /// <summary>Slices, rows and columns added around the volume.</summary>
    public Padding3d Padding { get; }

    /// <summary>The distance between neighbouring elements of a window.</summary>
    public Extent3d Dilation => (_depth.Dilation.Y, _slices.Dilation.Y, _slices.Dilation.X);

    /// <summary>Whether a last window that extends past the edge is kept (<c>ceil_mode</c>).</summary>
    public bool CeilMode => _slices.CeilMode;

    /// <summary>The window of one output value in each slice.</summary>
    public override Window? Window => _slices.Window;

    /// <inheritdoc/>
    public override string Attributes =>
        $"kernel_size={Kernel}, stride={Stride}, padding={Padding}"
        + (Dilation == 1 ? "" : $", dilation={Dilation}")
        + (CeilMode ? ", ceil_mode=True" : "");

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        Shape input = Volume.Expect(inputs);
        Shape slices = _slices.InferShape([Volume.Slices(input)]);
        Shape between = [input.Batch, input.Channels, input[2], slices.Height, slices.Width];
        Shape rows = _depth.InferShape([Volume.Rows(between)]);
        return [input.Batch, input.Channels, rows.Height, slices.Height, slices.Width];
    }

    /// <summary>All sizes of this pooling over one input.</summary>
    internal Pool3dGeometry Geometry(Shape input)
    {
        Pool2dGeometry slices = _slices.Geometry(Volume.Slices(input));
        int plane = slices.OutHeight * slices.OutWidth;
        return new()
        {
            Slices = slices,
            Depth = _depth.Geometry([input.Batch, input.Channels, input[2], plane]),
        };
    }
}
