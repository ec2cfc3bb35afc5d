namespace MiniConvViz.Networks;

/// <summary>Which of the known names somebody may have meant by one that is not known.</summary>
public static class NearestNames
{
    /// <summary>
    /// The nearest names, by the letters that differ; case and whatever is no letter or digit do not count, so that
    /// <c>ResNet-18</c> is <c>resnet18</c>.
    /// </summary>
    /// <param name="wanted">The name that is not known.</param>
    /// <param name="known">All that are.</param>
    /// <param name="count">How many are wanted.</param>
    public static IReadOnlyList<string> Of(string wanted, IEnumerable<string> known, int count)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        ArgumentNullException.ThrowIfNull(known);
        string plain = Normalised(wanted);
        return [.. known.OrderBy(name => Distance(plain, Normalised(name))).Take(count)];
    }

    /// <summary>
    /// Levenshtein's distance: insertions, deletions and substitutions that turn one text into the other. A name that
    /// continues the text counts as nearer than its length tells.
    /// </summary>
    public static double Distance(string wanted, string name)
    {
        int[] row = [.. Enumerable.Range(0, name.Length + 1)];
        for (int i = 1; i <= wanted.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= name.Length; j++)
            {
                int substituted = diagonal + (wanted[i - 1] == name[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substituted, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        bool continues = name.StartsWith(wanted.TrimEnd('*'), StringComparison.OrdinalIgnoreCase);
        return continues ? row[^1] / 10.0 : row[^1];
    }

    private static string Normalised(string name) =>
        string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();
}
