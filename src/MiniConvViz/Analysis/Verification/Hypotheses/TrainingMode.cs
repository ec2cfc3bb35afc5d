using MiniConvViz.Execution;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Analysis;

/// <summary>
/// PyTorch ran in training mode: a batch norm used the statistics of the batch, or a dropout dropped values and scaled
/// the others.
/// </summary>
internal sealed class TrainingMode : IHypothesis
{
    public string Name => "training mode";

    public string Remedy => "call model.eval() before the reference is made; weights/dump_reference.py does";

    public IEnumerable<Conjecture?> TryOn(Divergence divergence) => divergence.Operator switch
    {
        BatchNorm2d norm when divergence.Theirs.Shape == divergence.Ours.Shape => [OfBatch(norm, divergence)],
        Dropout dropout when divergence.Theirs.Shape == divergence.Ours.Shape => [LeftOut(dropout, divergence)],
        _ => [],
    };

    /// <summary>
    /// The batch norm with mean and variance of the batch: every channel of all images together is one instance.
    /// </summary>
    private static Conjecture OfBatch(BatchNorm2d norm, Divergence divergence)
    {
        Tensor input = divergence.Inputs[0];
        int[] swap = [1, 0, .. Enumerable.Range(2, input.Shape.Rank - 2)];
        Tensor byChannel = OperatorRun.Run(divergence.Device, new Permute(swap), input);
        Tensor instances = byChannel.Reshape([1, norm.Channels, input.Shape.Count / norm.Channels]);
        InstanceNorm2d ofBatch = new(norm.Channels, norm.Weight, norm.Bias, norm.Eps);
        Tensor output = OperatorRun.Run(divergence.Device, ofBatch, instances);
        RoundingError rounding = ofBatch.BoundRounding([instances], output);
        return new Conjecture(
            "PyTorch normalised with the mean and the variance of the batch",
            Back(output),
            ErrorBound.Of(rounding with { Magnitude = Back(rounding.Magnitude) }));

        Tensor Back(Tensor values) =>
            OperatorRun.Run(divergence.Device, new Permute(swap), values.Reshape(byChannel.Shape));
    }

    private static Conjecture? LeftOut(Dropout dropout, Divergence divergence)
    {
        Tensor scaled = new(divergence.Ours.Shape);
        int left = 0;
        for (int i = 0; i < scaled.Values.Length; i++)
        {
            bool isLeftOut = divergence.Theirs.Values[i] == 0f;
            left += isLeftOut ? 1 : 0;
            scaled.Values[i] = isLeftOut ? 0f : divergence.Ours.Values[i] / (1 - dropout.P);
        }

        return left == scaled.Values.Length ? null : new Conjecture(
            $"PyTorch left out {left} values of {scaled.Values.Length} and divided the others by {1 - dropout.P:R}",
            scaled,
            ErrorBound.Of(RoundingError.Relative(scaled, terms: 2)));
    }
}
