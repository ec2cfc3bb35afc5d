using System.Collections.Immutable;

namespace MiniConvViz.Imaging;

/// <summary>The slices of a volume in a picture: all where they are few, otherwise some at equal distances.</summary>
internal static class DepthSlices
{
    /// <summary>The most slices side by side.</summary>
    public const int Most = 8;

    /// <summary>The slices z of a volume of that depth, from the front to the back.</summary>
    public static ImmutableArray<int> Of(int depth) => depth <= Most
        ? [.. Enumerable.Range(0, depth)]
        : [.. Enumerable.Range(0, Most).Select(i => (int)(((long)i * (depth - 1) * 2 / (Most - 1)) + 1) / 2)];

    /// <summary>The heading's description of the slices.</summary>
    public static string Fact(int depth) => depth <= Most
        ? "slices from left to right"
        : $"{Most} of {depth} slices, evenly chosen, from left to right";
}
