using System.Globalization;

namespace MiniConvViz.Analysis;

/// <summary>One of a network's outputs: what it is called and what it says of an image.</summary>
/// <param name="Index">Its place in the output.</param>
/// <param name="Name">The name of the class, or <c>class 7</c>; <c>output 7</c> where it is no class.</param>
/// <param name="Value">A probability in 0 to 1, or any value, in units that only the network's makers know.</param>
/// <param name="IsProbability">Which of the two.</param>
public readonly record struct ClassScore(int Index, string Name, float Value, bool IsProbability = true)
{
    /// <summary>The value for readers: <c>36.4 %</c>, or <c>40.6</c>.</summary>
    public string Text => IsProbability
        ? (100 * Value).ToString("F1", CultureInfo.InvariantCulture) + " %"
        : Value.ToString("G4", CultureInfo.InvariantCulture);
}
