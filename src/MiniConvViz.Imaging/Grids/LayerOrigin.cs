using MiniConvViz.Analysis;
using MiniConvViz.Networks;

namespace MiniConvViz.Imaging;

/// <summary>Describes the origin of a layer's values.</summary>
public static class LayerOrigin
{
    private const int MostNamed = 3;

    /// <summary>
    /// The nodes that a node reads: <c>from maxpool</c>, <c>add of layer1.0.bn2 and maxpool</c>; empty where it reads
    /// none.
    /// </summary>
    public static string SourceOf(Node node)
    {
        ArgumentNullException.ThrowIfNull(node);
        string[] names = [.. node.Inputs.Select(static input => input.Name).Take(MostNamed)];
        int more = node.Inputs.Count - names.Length;
        return names switch
        {
            [] => "",
            [string only] => $"from {only}",
            _ when more > 0 => $"{Verb(node)} of {string.Join(", ", names)} and {more} more",
            _ => $"{Verb(node)} of {string.Join(", ", names[..^1])} and {names[^1]}",
        };
    }

    /// <summary>
    /// The part of the input that one value depends on: <c>each value sees 43 × 43 pixels of the input</c>.
    /// </summary>
    /// <param name="field">The receptive field.</param>
    /// <param name="axes">The axes of the layer's output: 4 for images, 3 for signals; empty for others.</param>
    public static string SeenBy(ReceptiveField field, int axes) =>
        field.WholeImage ? "each value sees the whole input"
        : axes == 4 ? $"each value sees {Math.Floor(field.Height)} × {Math.Floor(field.Width)} pixels of the input"
        : axes == 3 ? $"each value sees {Math.Floor(field.Height)} values of the input"
        : "";

    private static string Verb(Node node) => node.Operator.Kind.ToLowerInvariant();
}
