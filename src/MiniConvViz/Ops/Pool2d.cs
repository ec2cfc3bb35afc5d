using MiniConvViz.Kernels;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>What max and average pooling share: a window that slides over every channel by itself.</summary>
public abstract class Pool2d : Operator
{
    private protected Pool2d(Extent2d kernel, Extent2d? stride, Extent2d padding, Extent2d dilation, bool ceilMode)
    {
        (Kernel, Stride, Padding, Dilation, CeilMode) = (kernel, stride ?? kernel, padding, dilation, ceilMode);
        if (Math.Min(kernel.Y, kernel.X) < 1
            || Math.Min(Stride.Y, Stride.X) < 1
            || Math.Min(dilation.Y, dilation.X) < 1)
        {
            throw new ShapeException(
                $"kernel_size, stride and dilation are at least 1, got {kernel}, {Stride} and {dilation}");
        }

        if (padding.Y < 0 || padding.X < 0 || padding.Y > kernel.Y / 2 || padding.X > kernel.X / 2)
        {
            throw new ShapeException($"padding is at most half of kernel_size {kernel}, got {padding}");
        }
    }

    public Extent2d Kernel { get; }

    public Extent2d Stride { get; }

    public Extent2d Padding { get; }

    public Extent2d Dilation { get; }

    /// <summary>Keep the last window when it hangs over the edge (<c>ceil_mode</c>).</summary>
    public bool CeilMode { get; }

    /// <inheritdoc/>
    public override Window? Window => new(Kernel, Stride, Padding, Dilation);

    /// <inheritdoc/>
    public override string Attributes =>
        $"kernel_size={Kernel}, stride={Stride}, padding={Padding}"
        + (Dilation == 1 ? "" : $", dilation={Dilation}")
        + (CeilMode ? ", ceil_mode=True" : "");

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        Shape input = ExpectImage(inputs);
        Pool2dGeometry geometry = Geometry(input);
        return geometry.OutHeight > 0 && geometry.OutWidth > 0
            ? [input.Batch, input.Channels, geometry.OutHeight, geometry.OutWidth]
            : throw new ShapeException(
                $"the window {Kernel} does not fit the input {input} with padding {Padding}; use a larger image");
    }

    /// <summary>All sizes of this pooling over one input.</summary>
    private protected virtual Pool2dGeometry Geometry(Shape input) => new()
    {
        Batch = input.Batch,
        Channels = input.Channels,
        InHeight = input.Height,
        InWidth = input.Width,
        OutHeight = Pool2dGeometry.OutputSize(input.Height, Kernel.Y, Stride.Y, Padding.Y, Dilation.Y, CeilMode),
        OutWidth = Pool2dGeometry.OutputSize(input.Width, Kernel.X, Stride.X, Padding.X, Dilation.X, CeilMode),
        KernelHeight = Kernel.Y,
        KernelWidth = Kernel.X,
        StrideY = Stride.Y,
        StrideX = Stride.X,
        PaddingY = Padding.Y,
        PaddingX = Padding.X,
        DilationY = Dilation.Y,
        DilationX = Dilation.X,
        CountIncludePad = 1,
        DivisorOverride = 0,
    };
}
