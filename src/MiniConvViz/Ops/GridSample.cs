using MiniConvViz.Kernels;
using MiniConvViz.Steps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// Samples images at the positions of a grid, in PyTorch <c>F.grid_sample</c>: each position is a pair x, y, from -1 at
/// the left and top to 1 at the right and bottom.
/// <code>output[n,c,y,x] = input[n,c] at grid[n,y,x]</code>
/// Shapes: <c>input [N,C,H,W]</c>, <c>grid [N,OH,OW,2]</c>, <c>output [N,C,OH,OW]</c>. A position that is NaN makes NaN.
/// </summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.nn.functional.grid_sample.html</remarks>
public sealed class GridSample(
    GridSampleMode mode = GridSampleMode.Bilinear,
    GridSamplePadding padding = GridSamplePadding.Zeros,
    bool alignCorners = false) : Operator
{
    /// <summary>The largest sum of absolute weights of the cubic polynomial along both axes, rounded up.</summary>
    private const double CubicWeights = 2.25;

    /// <summary>A bound on the slope along one axis for values up to 1: bilinear 2, bicubic below 6.</summary>
    private const double Slope = 6;

    /// <summary>How a value between pixels is interpolated.</summary>
    public GridSampleMode Mode => mode;

    /// <summary>What lies outside of the image.</summary>
    public GridSamplePadding Padding => padding;

    /// <summary>Whether -1 and 1 are the centres of the corner pixels rather than the edges of the image.</summary>
    public bool AlignCorners => alignCorners;

    /// <inheritdoc/>
    public override string Attributes =>
        $"mode={mode}, padding_mode={padding}" + (alignCorners ? ", align_corners=True" : "");

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs) => inputs.Length == 2
        && inputs[0].Rank == 4 && inputs[1].Rank == 4 && inputs[1][3] == 2 && inputs[0][0] == inputs[1][0]
        ? Shape.Create([inputs[0][0], inputs[0][1], inputs[1][1], inputs[1][2]])
        : throw new ShapeException(
            $"expected an input [N,C,H,W] and a grid [N,OH,OW,2], got {string.Join(" and ", inputs.ToArray())}");

    internal override bool NeedsNumbers => true;

    /// <inheritdoc/>
    public override long MultiplyAdds(ReadOnlySpan<Shape> inputs) => (long)InferShape(inputs).Count * Taps * Taps;

    private int Taps => mode switch
    {
        GridSampleMode.Nearest => 1,
        GridSampleMode.Bilinear => 2,
        _ => 4,
    };

    internal override Accuracy Accuracy => mode == GridSampleMode.Nearest ? Accuracy.Exact : Accuracy.Cancelling;

    /// <summary>
    /// A position is rounded a few times, by its own size or that of the image, and the slope between pixels carries
    /// that on.
    /// </summary>
    internal override RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output)
    {
        if (mode == GridSampleMode.Nearest || output.Shape.Count == 0)
        {
            return RoundingError.None(output);
        }

        Shape shape = inputs[0].Shape;
        GridSampleGeometry geometry = Geometry(shape, inputs[1].Shape);
        double[] largest = LargestOfPlanes(inputs[0]);
        Tensor magnitude = OfPositions(geometry, largest, p =>
        {
            double x = geometry.Unbounded(inputs[1].Values[2 * p], shape.Width);
            double y = geometry.Unbounded(inputs[1].Values[(2 * p) + 1], shape.Height);
            return 1 + Reach(x, shape.Width) + Reach(y, shape.Height);
        });
        return new RoundingError(magnitude.Reshape(output.Shape), (Taps * Taps) + (8 * Slope));
    }

    /// <summary>
    /// The errors of the pixels by their weights, and those of the positions by the largest slope; none for a position
    /// of the nearest pixel, which jumps.
    /// </summary>
    internal override Tensor? AmplificationOf(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> errors)
    {
        bool isSure = Amplification.IsZero(errors[1]);
        if (mode == GridSampleMode.Nearest)
        {
            return isSure ? Amplification.Run(this, [errors[0], inputs[1]]) : null;
        }

        Shape shape = inputs[0].Shape;
        GridSampleGeometry geometry = Geometry(shape, inputs[1].Shape);
        double[] values = LargestOfPlanes(inputs[0]);
        double[] ofErrors = LargestOfPlanes(errors[0]);
        Tensor ofPixels = OfPositions(geometry, ofErrors, _ => CubicWeights);
        Tensor ofGrid = OfPositions(geometry, values, p => Slope
            * ((errors[1].Values[2 * p] * shape.Width / 2.0) + (errors[1].Values[(2 * p) + 1] * shape.Height / 2.0)));
        Shape output = InferShape([shape, inputs[1].Shape]);
        return new Tensor(output, [.. ofPixels.Data.Zip(ofGrid.Data, (a, b) => a + b)]);
    }

    internal override void RunReference(HostCall call) =>
        GridSampleReference.Run(Geometry(call), call.Input(0), call.Input(1), call.Output);

    internal override CpuForm CpuFormFor(CpuRequest request) => CpuForm.Plain(request, call =>
        GridSampleSimd.Run(call.Workers, Geometry(call), call.Input(0), call.Input(1), call.Output));

    internal override GpuForms GpuFormsFor(GpuRequest request) => GpuForms.One(call =>
        GridSampleGpu.Run(call.Gpu, Geometry(call), call.Input(0), call.Input(1), call.Output));

    /// <summary>The size of a position, as far away as it changes the output.</summary>
    private double Reach(double position, int size) => padding == GridSamplePadding.Reflection
        ? Math.Abs(position) + size
        : Math.Min(Math.Abs(position), 2.0 * size) + size;

    /// <summary>Something of each position times the largest value of each plane, [N*C,Positions].</summary>
    private static Tensor OfPositions(in GridSampleGeometry geometry, double[] ofPlanes, Func<int, double> ofPosition)
    {
        (int channels, int positions) = (geometry.Channels, geometry.Positions);
        Tensor result = new([ofPlanes.Length, positions]);
        for (int n = 0; n < geometry.Batch; n++)
        {
            for (int p = 0; p < positions; p++)
            {
                double factor = ofPosition((n * positions) + p);
                for (int c = 0; c < channels; c++)
                {
                    int plane = (n * channels) + c;
                    result.Values[(plane * positions) + p] = (float)(factor * ofPlanes[plane]);
                }
            }
        }

        return result;
    }

    private static double[] LargestOfPlanes(Tensor images)
    {
        int plane = images.Shape.CountOf(2..);
        double[] largest = new double[images.Shape.CountOf(..2)];
        for (int i = 0; i < images.Values.Length; i++)
        {
            largest[i / plane] = Math.Max(largest[i / plane], Math.Abs(images.Values[i]));
        }

        return largest;
    }

    private GridSampleGeometry Geometry(ICall call) => Geometry(call.InputShape(0), call.InputShape(1));

    private GridSampleGeometry Geometry(Shape input, Shape grid) => new()
    {
        Batch = input.Batch,
        Channels = input.Channels,
        Height = input.Height,
        Width = input.Width,
        Positions = grid.CountOf(1..3),
        Taps = Taps,
        Padding = (int)padding,
        AlignsCorners = alignCorners ? 1 : 0,
    };
}
