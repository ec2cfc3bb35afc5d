using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Networks.Onnx;

/// <summary>Operators that normalise by running statistics or by those of the input.</summary>
internal static class OnnxNormalizations
{
    public static OnnxTable Table { get; } = new()
    {
        ["BatchNormalization"] = BatchNormalization,
        ["InstanceNormalization"] = InstanceNormalization,
        ["LayerNormalization"] = LayerNormalization,
        ["GroupNormalization"] = GroupNormalization,
        ["LRN"] = LocalResponse,
    };

    private static void BatchNormalization(OnnxCall call)
    {
        if (IsTraining(call))
        {
            throw OnnxRefusal.TrainingMode("computes the statistics of the batch");
        }

        float eps = call.Node.Float("epsilon", 1e-5f);
        if (Enumerable.Range(1, 4).Any(index => !call.Value(index).IsConstant))
        {
            OfComputedStatistics(call, eps);
            return;
        }

        (Tensor weight, Tensor bias) = (call.Weight(1, "scale"), call.Weight(2, "bias"));
        (Tensor mean, Tensor variance) = (call.Weight(3, "mean"), call.Weight(4, "variance"));
        call.Emit(
            call.RankOf(0) switch
            {
                2 or 3 => new BatchNorm1d(weight, bias, mean, variance, eps),
                5 => new BatchNorm3d(weight, bias, mean, variance, eps),
                _ => new BatchNorm2d(weight, bias, mean, variance, eps),
            },
            call.Input(0));
    }

    /// <summary><c>(x - mean) / sqrt(variance + eps) * scale + bias</c>, whichever of these a run computes.</summary>
    private static void OfComputedStatistics(OnnxCall call, float eps)
    {
        Node centred = call.Inner("centred", new Sub(), call.Input(0), OfChannels(3, "mean"));
        Node shifted = call.Inner(
            "shifted", new Add(), OfChannels(4, "variance"), call.Inner("eps", new Tensor([], [eps])));
        Node normalized = call.Inner("normalized", new Div(), centred, call.Inner("deviation", new Sqrt(), shifted));
        Node scaled = call.Inner("scaled", new Mul(), normalized, OfChannels(1, "scale"));
        call.Emit(new Add(), scaled, OfChannels(2, "bias"));

        Node OfChannels(int index, string name) => call.Inner(
            name, new Reshape([-1, .. Enumerable.Repeat(1, Math.Max(call.RankOf(0) - 2, 0))]), call.Input(index));
    }

    /// <summary>
    /// From version 14 on there is an attribute; before, a node in training mode has the batch's statistics as further
    /// outputs. Version 6 has the attribute <c>is_test</c>, too.
    /// </summary>
    private static bool IsTraining(OnnxCall call) => call.Opset >= 14
        ? call.Node.Flag("training_mode", false)
        : Enumerable.Range(1, 4).Any(call.Wants) && !call.Node.Flag("is_test", false);

    private static void InstanceNormalization(OnnxCall call)
    {
        int channels = ChannelsOf(call);
        (Tensor weight, Tensor bias) = (call.Weight(1, "scale"), call.Weight(2, "bias"));
        float eps = call.Node.Float("epsilon", 1e-5f);
        call.Emit(
            OnnxVolumes.Has(call)
                ? new InstanceNorm3d(channels, weight, bias, eps)
                : new InstanceNorm2d(channels, weight, bias, eps),
            call.Input(0));
    }

    private static void LayerNormalization(OnnxCall call) => LayerNormalization(call, call.Input(0), weight: 1);

    /// <summary>A layer norm of a node, over the axes of a call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="normalizes">The node that is normalised, of the shape of the call's first input.</param>
    /// <param name="weight">The index of the scale among the inputs; the bias follows it.</param>
    public static void LayerNormalization(OnnxCall call, Node normalizes, int weight)
    {
        Shape input = call.ShapeOf(0);
        int axis = Axis.Resolve(call.Node.Int("axis", -1), input.Rank);
        Shape normalized = Shape.Create(input.Extents[axis..]);
        float eps = call.Node.Float("epsilon", 1e-5f);
        call.TakeNow(normalized); // ones or zeros, where scale or bias is left out
        Tensor? scale = call.OptionalWeight(weight, "scale")?.Reshape(normalized);
        Tensor? bias = call.OptionalWeight(weight + 1, "bias")?.Reshape(normalized);
        call.Emit(new LayerNorm(normalized, scale, bias, eps), normalizes);
        if (call.Wants(1))
        {
            call.Emit(1, new Mean(Enumerable.Range(axis, normalized.Rank), keepDim: true), [normalizes]);
        }

        if (call.Wants(2))
        {
            call.Emit(2, new LayerNormInvStdDev(normalized, eps), [normalizes]);
        }
    }

    /// <summary>One scale per group up to version 20, one per channel from 21 on.</summary>
    private static void GroupNormalization(OnnxCall call)
    {
        int channels = ChannelsOf(call);
        int groups = call.Node.Int("num_groups", 1);
        call.Emit(
            new GroupNorm(
                groups,
                channels,
                PerChannel(call, call.Weight(1, "scale"), channels),
                PerChannel(call, call.Weight(2, "bias"), channels),
                call.Node.Float("epsilon", 1e-5f)),
            call.Input(0));
    }

    private static int ChannelsOf(OnnxCall call) => call.ShapeOf(0) is { Rank: >= 2 } input
        ? input.Channels
        : throw new ShapeException($"expected an input [N,C,...], got {call.ShapeOf(0)}");

    private static Tensor PerChannel(OnnxCall call, Tensor given, int channels)
    {
        call.TakeNow([channels]);
        int repeat = channels / Math.Max(given.Shape.Count, 1);
        float[] repeated = [.. given.Data.SelectMany(value => Enumerable.Repeat(value, repeat))];
        return new Tensor([repeated.Length], repeated);
    }

    private static void LocalResponse(OnnxCall call) => call.Emit(
        new LocalResponseNorm(
            call.Node.Int("size", 1),
            call.Node.Float("alpha", 1e-4f),
            call.Node.Float("beta", 0.75f),
            call.Node.Float("bias", 1f),
            before: (call.Node.Int("size", 1) - 1) / 2),
        call.Input(0));
}
