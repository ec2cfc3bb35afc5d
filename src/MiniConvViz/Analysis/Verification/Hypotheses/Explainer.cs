namespace MiniConvViz.Analysis;

/// <summary>Tries every hypothesis on a node that differs and names the one that makes it match.</summary>
internal static class Explainer
{
    private static readonly IHypothesis[] Hypotheses =
    [
        new InPlaceActivation(),
        new BgrInput(),
        new ByteInput(),
        new UnnormalisedInput(),
        new OtherTransformInput(),
        new OtherResize(),
        new OtherCeilMode(),
        new PaddingOffByOne(),
        new OtherCountIncludePad(),
        new OtherPaddingMode(),
        new OtherDilation(),
        new OtherResampling(),
        new TrainingMode(),
        new OtherEps(),
        new OtherNormalizationEps(),
        new OtherWeightLayout(),
        new Tf32Reference(),
        new HalfPrecisionWeights(),
        new OtherActivation(),
    ];

    /// <summary>The hypothesis that fits best, of equal ones the first; null if none is within rounding.</summary>
    public static Explanation? Explain(Divergence divergence) => Hypotheses
        .SelectMany(hypothesis => hypothesis.TryOn(divergence), (hypothesis, tried) => (hypothesis, tried))
        .Where(pair => pair.tried is not null && pair.tried.Output.Shape == divergence.Theirs.Shape)
        .Select(pair => (
            pair.hypothesis, pair.tried!.Claim,
            Comparison: new NodeComparison(pair.tried.Output, divergence.Theirs, pair.tried.Bound)))
        .Where(candidate => candidate.Comparison.Verdict == Verdict.WithinRounding)
        .OrderBy(candidate => candidate.Comparison.RelativeL2)
        .Select(candidate => new Explanation(
            divergence.Node.Name,
            candidate.hypothesis.Name,
            candidate.Claim,
            candidate.hypothesis.Remedy,
            candidate.Comparison.RelativeL2))
        .FirstOrDefault();
}
