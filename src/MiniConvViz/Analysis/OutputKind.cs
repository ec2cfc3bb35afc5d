namespace MiniConvViz.Analysis;

/// <summary>What the values of a network's output are.</summary>
public enum OutputKind
{
    /// <summary>Scores of classes (logits, log-probabilities): a softmax makes probabilities of them.</summary>
    Scores,

    /// <summary>Probabilities, which the network itself made by a softmax or by sigmoids.</summary>
    Probabilities,

    /// <summary>Anything else, such as an age, a position or an embedding; a percentage would mean nothing.</summary>
    Values,
}
