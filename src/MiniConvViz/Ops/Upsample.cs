using System.Collections.Concurrent;
using System.Globalization;
using MiniConvViz.Kernels;
using MiniConvViz.Steps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// Resizes its input along the last axes, to a size or by a scale, up or down: PyTorch's <c>Upsample</c> and
/// <c>F.interpolate</c>, ONNX's <c>Resize</c>.
/// <code>output[...,x] = sum over neighbours t of weight[x,t] * input[...,place[x,t]], the same along every axis</code>
/// Shapes: <c>input [N,C,H,W]</c>, <c>output [N,C,OH,OW]</c>; or any other number of axes, of which up to three,
/// neighbours or not, change.
/// </summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.nn.Upsample.html</remarks>
public sealed class Upsample : Operator
{
    private readonly ConcurrentDictionary<(Shape Input, Shape Output), Resampling> _samplings = new();
    private readonly Func<float, float>? _ofWeight;

    /// <summary>A resize of the last axes to these sizes, one for each axis.</summary>
    public Upsample(ShapeFormula size, ResizeRule rule) => (Size, Rule) = (size, rule);

    /// <summary>A resize by a factor for each of the last axes; sizes are rounded down.</summary>
    /// <exception cref="ShapeException">A factor is not a positive number.</exception>
    public Upsample(IReadOnlyList<double> scaleFactor, ResizeRule rule)
    {
        (ScaleFactor, Rule) = (scaleFactor, rule);
        if (!scaleFactor.All(scale => scale > 0 && double.IsFinite(scale)))
        {
            throw new ShapeException($"scale_factor is positive, got {Print(scaleFactor)}");
        }
    }

    private Upsample(Upsample other, Func<float, float> ofWeight)
    {
        (Size, ScaleFactor, Rule) = (other.Size, other.ScaleFactor, other.Rule);
        _ofWeight = ofWeight;
    }

    /// <summary>The size of the last axes; null where a scale is given.</summary>
    public ShapeFormula? Size { get; }

    /// <summary>The factors of the last axes; null where a size is given.</summary>
    public IReadOnlyList<double>? ScaleFactor { get; }

    /// <summary>The rule by which outputs are interpolated from pixels.</summary>
    public ResizeRule Rule { get; }

    /// <summary>
    /// The factors of a file, which stores them as float32, in the decimal form that the network's author wrote: 1.7
    /// and not the nearest float32. The two differ for an output exactly between two pixels.
    /// </summary>
    public static double[] Factors(ReadOnlySpan<float> stored)
    {
        double[] factors = new double[stored.Length];
        for (int i = 0; i < factors.Length; i++)
        {
            string shortest = stored[i].ToString("R", CultureInfo.InvariantCulture);
            factors[i] = double.Parse(shortest, CultureInfo.InvariantCulture);
        }

        return factors;
    }

    /// <inheritdoc/>
    public override string Attributes =>
        (Size is not null ? $"size={Size}" : $"scale_factor={Print(ScaleFactor!)}")
        + $", mode={Rule.Mode.ToString().ToLowerInvariant()}"
        + (Rule.Coordinates == ResizeCoordinates.AlignCorners ? ", align_corners=True" : "")
        + (HasPyTorchCoordinates ? "" : $", coordinates={Rule.Coordinates}")
        + (Rule.Mode != ResizeMode.Nearest || Rule == ResizeRule.Nearest ? "" : $", rounding={Rule.Rounding}");

    private bool HasPyTorchCoordinates =>
        Rule == ResizeRule.Nearest
        || Rule.Coordinates is ResizeCoordinates.HalfPixel or ResizeCoordinates.AlignCorners;

    internal override bool NeedsNumbers => true;

    /// <inheritdoc/>
    public override int ValueInputs(int inputs) => 1;

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        Shape input = inputs.Length > 0 ? inputs[0] : throw new ShapeException("expected an input, got none");
        int count = Size?.Count ?? ScaleFactor!.Count;
        if (count > input.Rank)
        {
            throw new ShapeException($"resizes {Counted.Of(count, "axis", "axes")} but its input is {input}");
        }

        int[] extents = input.Extents.ToArray();
        int[]? size = Size?.Evaluate(inputs);
        for (int i = 0; i < count; i++)
        {
            ref int extent = ref extents[input.Rank - count + i];
            bool isEmpty = extent == 0;
            extent = size?[i] ?? (int)Math.Floor(extent * ScaleFactor![i]);
            if (isEmpty || extent < 1)
            {
                throw new ShapeException($"leaves nothing of the input {input}; use a larger image");
            }
        }

        Shape output = Shape.Create(extents);
        _ = SamplingOf(input, output);
        return output;
    }

    /// <summary>The same resize with another rule.</summary>
    internal Upsample WithRule(ResizeRule rule) => Size is null ? new(ScaleFactor!, rule) : new(Size, rule);

    internal override Accuracy Accuracy => Rule.Mode == ResizeMode.Nearest ? Accuracy.Exact : Accuracy.Summed;

    internal override RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output)
    {
        if (Rule.Mode == ResizeMode.Nearest)
        {
            return RoundingError.None(output);
        }

        // A position computed in float32 has an error of some roundings of itself, and so have the weights around it: a
        // neighbour whose weight is 0 here may have a weight of that error elsewhere. So the bound uses a weight of 1
        // for every neighbour.
        ResizeGeometry geometry = SamplingOf(inputs[0].Shape, output.Shape).Geometry;
        int neighbours = geometry.TapsZ * geometry.TapsY * geometry.TapsX;
        int places = geometry.InDepth + geometry.InHeight + geometry.InWidth;
        return RoundingError.Sum(new Upsample(this, _ => 1f), inputs, terms: neighbours + places + 3);
    }

    internal override Tensor? AmplificationOf(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> errors) =>
        Amplification.Run(new Upsample(this, Math.Abs), errors);

    internal override void RunReference(HostCall call)
    {
        Resampling sampling = SamplingOf(call.InputShape(0), call.OutputShape);
        ResizeReference.Run(sampling.Geometry, sampling.Table.Values, call.Input(0), call.Output);
    }

    internal override CpuForm CpuFormFor(CpuRequest request) => CpuForm.Plain(request, RunCpu);

    internal override GpuForms GpuFormsFor(GpuRequest request) => GpuForms.One(RunGpu);

    private void RunCpu(HostCall call)
    {
        Resampling sampling = SamplingOf(call.InputShape(0), call.OutputShape);
        ResizeSimd.Run(call.Workers, sampling.Geometry, sampling.Table.Values, call.Input(0), call.Output);
    }

    private void RunGpu(GpuCall call)
    {
        Resampling sampling = SamplingOf(call.InputShape(0), call.OutputShape);
        ResizeGpu.Run(call.Gpu, sampling.Geometry, call.Weight(sampling.Table), call.Input(0), call.Output);
    }

    private static string Print(IReadOnlyList<double> scales) =>
        $"({string.Join(", ", scales.Select(scale => scale.ToString("0.0###", CultureInfo.InvariantCulture)))})";

    /// <summary>Sizes and table for one input shape, made once.</summary>
    private Resampling SamplingOf(Shape input, Shape output) => _samplings.GetOrAdd(
        (input, output), shapes => Resampling.Of(shapes.Input, shapes.Output, ScaleFactor, Rule, _ofWeight));
}
