namespace MiniConvViz;

/// <summary>Counts with their nouns, in messages.</summary>
internal static class Counted
{
    /// <summary>A count with its noun: <c>1 tensor</c>, <c>2 tensors</c>; <c>1 axis</c>, <c>2 axes</c>.</summary>
    /// <param name="count">The count.</param>
    /// <param name="one">The noun in the singular.</param>
    /// <param name="many">The noun in the plural; null where it is formed with an s.</param>
    public static string Of(long count, string one, string? many = null) =>
        count == 1 ? $"1 {one}" : $"{count} {many ?? one + "s"}";
}
