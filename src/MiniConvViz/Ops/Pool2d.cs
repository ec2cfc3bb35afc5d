using MiniConvViz.Kernels;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>The common part of max and average pooling: a window that slides over each channel separately.</summary>
public abstract class Pool2d : Operator
{
    private protected Pool2d(Extent2d kernel, Extent2d? stride, Padding2d padding, Extent2d dilation, bool ceilMode)
    {
        (Kernel, Stride, Padding, Dilation, CeilMode) = (kernel, stride ?? kernel, padding, dilation, ceilMode);
        if (Math.Min(kernel.Y, kernel.X) < 1
            || Math.Min(Stride.Y, Stride.X) < 1
            || Math.Min(dilation.Y, dilation.X) < 1)
        {
            throw new ShapeException(
                $"kernel_size, stride and dilation are at least 1, got {kernel}, {Stride} and {dilation}");
        }

        if (padding.Smallest < 0
            || Math.Max(padding.Begin.Y, padding.End.Y) > (kernel.Y - 1L) * dilation.Y
            || Math.Max(padding.Begin.X, padding.End.X) > (kernel.X - 1L) * dilation.X)
        {
            throw new ShapeException($"padding is smaller than the window {kernel}, got {padding}");
        }
    }

    /// <summary>The size of a window.</summary>
    public Extent2d Kernel { get; }

    /// <summary>The distance between neighbouring windows.</summary>
    public Extent2d Stride { get; }

    /// <summary>Rows and columns added around the image.</summary>
    public Padding2d Padding { get; }

    /// <summary>The distance between neighbouring elements of a window.</summary>
    public Extent2d Dilation { get; }

    /// <summary>Whether a last window that extends past the edge is kept (<c>ceil_mode</c>).</summary>
    public bool CeilMode { get; }

    /// <inheritdoc/>
    public override Window? Window => new(Kernel, Stride, Padding, Dilation);

    /// <inheritdoc/>
    public override string Attributes =>
        $"kernel_size={Print(Kernel)}, stride={Print(Stride)}, padding={Print(Padding)}"
        + (Dilation == 1 ? "" : $", dilation={Print(Dilation)}")
        + (CeilMode ? ", ceil_mode=True" : "");

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        WindowBounds.Check(Image(ExpectOne(inputs)), Window!.Value);
        Pool2dGeometry geometry = Geometry(inputs[0]);
        return geometry.OutHeight > 0 && geometry.OutWidth > 0
            ? FromImage([geometry.Batch, geometry.Channels, geometry.OutHeight, geometry.OutWidth])
            : throw new ShapeException(
                $"the window {Print(Kernel)} does not fit the input {inputs[0]} with padding {Print(Padding)}; "
                + "use a larger image");
    }

    /// <summary>All sizes of this pooling over one input.</summary>
    internal virtual Pool2dGeometry Geometry(Shape input)
    {
        Shape image = Image(input);
        (Extent2d begin, Extent2d end, _) = Padding.Resolve(image.Height, image.Width, Kernel, Stride, Dilation);
        (Extent2d stride, Extent2d dilation) = WindowBounds.Reduce(image, Window!.Value);
        return new()
        {
            Batch = image.Batch,
            Channels = image.Channels,
            InHeight = image.Height,
            InWidth = image.Width,
            OutHeight = Pool2dGeometry.OutputSize(
                image.Height, Kernel.Y, Stride.Y, begin.Y, end.Y, Dilation.Y, CeilMode),
            OutWidth = Pool2dGeometry.OutputSize(image.Width, Kernel.X, Stride.X, begin.X, end.X, Dilation.X, CeilMode),
            KernelHeight = Kernel.Y,
            KernelWidth = Kernel.X,
            StrideY = stride.Y,
            StrideX = stride.X,
            PaddingY = begin.Y,
            PaddingX = begin.X,
            PaddingEndY = end.Y,
            PaddingEndX = end.X,
            DilationY = dilation.Y,
            DilationX = dilation.X,
            CountIncludePad = 1,
            DivisorOverride = 0,
        };
    }

    /// <summary>The input as [N,C,H,W].</summary>
    private protected virtual Shape Image(Shape input) => ExpectImage([input]);

    /// <summary>The output's shape, of [N,C,OH,OW].</summary>
    private protected virtual Shape FromImage(Shape image) => image;

    /// <summary>A size as PyTorch prints it.</summary>
    private protected virtual string Print(Extent2d size) => size.ToString();

    /// <inheritdoc cref="Print(Extent2d)"/>
    private protected virtual string Print(Padding2d padding) => padding.ToString();
}
