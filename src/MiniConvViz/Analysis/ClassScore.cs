using System.Globalization;

namespace MiniConvViz.Analysis;

/// <summary>One of a network's outputs for an image: its name and its value.</summary>
/// <param name="Index">Its index in the output.</param>
/// <param name="Name">The name of the class, or <c>class 7</c>; <c>output 7</c> where it is no class.</param>
/// <param name="Value">A probability from 0 to 1, or any value, in the unit of the network's output.</param>
/// <param name="IsProbability">Whether the value is a probability.</param>
public readonly record struct ClassScore(int Index, string Name, float Value, bool IsProbability = true)
{
    /// <summary>The value as text: <c>36.4 %</c>, or <c>40.6</c>.</summary>
    public string Text => IsProbability
        ? (100 * Value).ToString("F1", CultureInfo.InvariantCulture) + " %"
        : Value.ToString("G4", CultureInfo.InvariantCulture);
}
