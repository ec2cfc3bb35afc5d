namespace MiniConvViz.Analysis;

/// <summary>The kinds of values of a network's output.</summary>
public enum OutputKind
{
    /// <summary>Scores of classes (logits, log-probabilities): a softmax converts them to probabilities.</summary>
    Scores,

    /// <summary>Probabilities, which the network itself computes by a softmax or by sigmoids.</summary>
    Probabilities,

    /// <summary>
    /// Other values, such as an age, a position or an embedding, for which a percentage has no meaning.
    /// </summary>
    Values,
}
