namespace MiniConvViz.Fuzz.Targets;

/// <summary>A fault caused by an input.</summary>
/// <param name="Key"> The identity of a fault: its kind and the place in the code, without parts that depend on the
/// input.
/// </param>
/// <param name="Story">A full description.</param>
internal sealed record Finding(string Key, string Story)
{
    private const int FramesInKey = 3;

    /// <summary>An exception that is not documented.</summary>
    public static Finding Of(Exception problem)
    {
        string[] frames =
        [
            .. (problem.StackTrace ?? "").Split('\n')
                .Select(line => line.Trim())
                .Where(line => line.StartsWith("at MiniConvViz", StringComparison.Ordinal))
                .Select(line => line[3..].Split(" in ")[0].Split('(')[0])
                .Where(line => !line.StartsWith("MiniConvViz.Fuzz", StringComparison.Ordinal))
                .Take(FramesInKey),
        ];
        Exception cause = problem is UnreadableInputException { InnerException: Exception inner } ? inner : problem;
        return new Finding($"{cause.GetType().Name} at {string.Join(" < ", frames)}", problem.ToString());
    }
}
