namespace MiniConvViz.Analysis;

/// <summary>One class a network thinks of, with the probability softmax gives it.</summary>
public readonly record struct ClassScore(int Index, string Name, float Probability);
