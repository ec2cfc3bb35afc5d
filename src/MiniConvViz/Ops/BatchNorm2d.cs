using MiniConvViz.Kernels;
using MiniConvViz.Steps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// Batch normalisation as used for inference: each channel is shifted and scaled by learned values.
/// <code>y = (x - running_mean[c]) / sqrt(running_var[c] + eps) * weight[c] + bias[c]</code>
/// Shapes: <c>input [N,C,H,W]</c>, or with any other number of axes after the channels; everything else <c>[C]</c>;
/// weight and bias may be absent (<c>affine=False</c>).
/// </summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.nn.BatchNorm2d.html</remarks>
public class BatchNorm2d : Operator
{
    private readonly Lazy<(Tensor Scale, Tensor Shift)> _folded;

    /// <summary>A batch norm with its running statistics.</summary>
    /// <exception cref="ShapeException">A parameter is not [C].</exception>
    public BatchNorm2d(Tensor? weight, Tensor? bias, Tensor runningMean, Tensor runningVar, float eps = 1e-5f)
    {
        (Weight, Bias, RunningMean, RunningVar, Eps) = (weight, bias, runningMean, runningVar, eps);
        foreach (Parameter parameter in Parameters)
        {
            if (parameter.Value.Shape != [runningMean.Shape.Count])
            {
                throw new ShapeException(
                    $"expected {parameter.Name} [{runningMean.Shape.Count}], got {parameter.Value.Shape}");
            }
        }

        _folded = new Lazy<(Tensor Scale, Tensor Shift)>(() =>
        {
            Tensor scale = new([Channels]);
            Tensor shift = new([Channels]);
            BatchNorm2dScale.Fold(
                Values(weight), Values(bias), runningMean.Values, runningVar.Values, eps, scale.Values, shift.Values);
            return (scale, shift);
        });
    }

    /// <summary>[C], the learned scale; null where there is none.</summary>
    public Tensor? Weight { get; }

    /// <summary>[C], the learned shift; null where there is none.</summary>
    public Tensor? Bias { get; }

    /// <summary>[C], the mean of each channel in training.</summary>
    public Tensor RunningMean { get; }

    /// <summary>[C], the variance of each channel in training.</summary>
    public Tensor RunningVar { get; }

    /// <summary>Added to the variance, so that the division is never by zero.</summary>
    public float Eps { get; }

    /// <summary>C, the number of channels.</summary>
    public int Channels => RunningMean.Shape[0];

    /// <summary>[C], the factor of each channel.</summary>
    internal Tensor Scale => _folded.Value.Scale;

    /// <summary>[C], the summand of each channel after the factor.</summary>
    internal Tensor Shift => _folded.Value.Shift;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters =>
    [
        .. Weight is null ? [] : new[] { new Parameter("weight", Weight) },
        .. Bias is null ? [] : new[] { new Parameter("bias", Bias) },
        new("running_mean", RunningMean, IsLearned: false),
        new("running_var", RunningVar, IsLearned: false),
    ];

    /// <inheritdoc/>
    public override string Attributes => $"{Channels}, eps={Eps:R}" + (Weight is null ? ", affine=False" : "");

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        Shape input = ExpectOne(inputs);
        return input.Rank >= 2 && input.Channels == Channels
            ? input
            : throw new ShapeException($"normalises {Counted.Of(Channels, "channel")} but its input is {input}");
    }

    /// <summary>
    /// Folds this batch norm into the convolution before it: a new convolution whose filters contain the scale.
    /// <code>weight'[o] = weight[o] * scale[o];  bias'[o] = bias[o] * scale[o] + shift[o]</code>
    /// </summary>
    internal Conv2d FoldInto(Conv2d convolution)
    {
        Tensor weight = new(convolution.Weight.Shape);
        Tensor bias = new([Channels]);
        FoldInto(convolution, weight.Values, bias.Values);
        return convolution.WithWeights(weight, bias);
    }

    /// <summary>The same, with filters and bias written to memory of the caller.</summary>
    internal void FoldInto(Conv2d convolution, Span<float> weight, Span<float> bias)
    {
        int filter = weight.Length / Channels;
        for (int o = 0; o < Channels; o++)
        {
            double scale = (Weight?.Values[o] ?? 1.0) / Math.Sqrt((double)RunningVar.Values[o] + Eps);
            double shifted = (convolution.Bias?.Values[o] ?? 0.0) - RunningMean.Values[o];
            bias[o] = (float)((shifted * scale) + (Bias?.Values[o] ?? 0.0));
            ReadOnlySpan<float> from = convolution.Weight.Values.Slice(o * filter, filter);
            Span<float> to = weight.Slice(o * filter, filter);
            for (int i = 0; i < to.Length; i++)
            {
                to[i] = (float)(from[i] * scale);
            }
        }
    }

    internal override Accuracy Accuracy => Accuracy.Summed;

    /// <summary>
    /// <c>|scale| * (|x| + |mean|) + |bias|</c>: PyTorch may subtract the mean first, or fold it into the shift.
    /// </summary>
    internal override RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output)
    {
        Tensor mean = new([Channels]);
        for (int c = 0; c < Channels; c++)
        {
            mean.Values[c] = -Math.Abs(RunningMean.Values[c]);
        }

        BatchNorm2d magnitude = new(
            Weight is null ? null : RoundingError.Absolute(Weight),
            Bias is null ? null : RoundingError.Absolute(Bias),
            mean,
            RunningVar,
            Eps);
        return RoundingError.Sum(magnitude, inputs, terms: 6);
    }

    /// <summary>The same scale without its sign, and no shift.</summary>
    internal override Tensor? AmplificationOf(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> errors) =>
        Amplification.Run(
            new BatchNorm2d(
                Weight is null ? null : RoundingError.Absolute(Weight),
                bias: null,
                new Tensor(RunningMean.Shape),
                RunningVar,
                Eps),
            errors);

    internal override void RunReference(HostCall call) => BatchNorm2dReference.Run(
        Geometry(call.InputShape(0)),
        call.Input(0),
        Values(Weight),
        Values(Bias),
        RunningMean.Values,
        RunningVar.Values,
        Eps,
        call.Output);

    internal override CpuForm CpuFormFor(CpuRequest request) =>
        request.IsBlocked ? CpuForm.Blocked(request, RunBlocked) : CpuForm.Plain(request, RunCpu);

    internal override GpuForms GpuFormsFor(GpuRequest request) => GpuForms.One(call => BatchNorm2dGpu.Run(
        call.Gpu, Geometry(call.InputShape(0)), call.Input(0), call.Weight(Scale), call.Weight(Shift), call.Output));

    private void RunCpu(HostCall call) => BatchNorm2dSimd.Run(
        call.Workers, Geometry(call.InputShape(0)), call.Input(0), Scale.Values, Shift.Values, call.Output);

    private void RunBlocked(HostCall call) => BatchNorm2dBlocked.Run(
        call.Workers, Geometry(call.InputShape(0)), call.Input(0), Scale.Values, Shift.Values, call.Output);

    private static BatchNorm2dGeometry Geometry(Shape input) =>
        new() { Batch = input.Batch, Channels = input.Channels, Plane = input.CountOf(2..) };

    private static ReadOnlySpan<float> Values(Tensor? tensor) => tensor is null ? [] : tensor.Values;
}
