namespace MiniConvViz.Fuzz.Targets;

/// <summary>What an input did that no input may.</summary>
/// <param name="Key">
/// What tells faults apart: the kind and the place in the code, without what depends on the input.
/// </param>
/// <param name="Story">All that is known, for a person.</param>
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
