namespace MiniConvViz.Networks;

/// <summary>Finds the known names that are most similar to an unknown one.</summary>
public static class NearestNames
{
    /// <summary>
    /// The nearest names, by their edit distance; case and characters other than letters and digits are ignored, so
    /// that <c>ResNet-18</c> is <c>resnet18</c>.
    /// </summary>
    /// <param name="wanted">The unknown name.</param>
    /// <param name="known">The known names.</param>
    /// <param name="count">The number of names to return.</param>
    public static IReadOnlyList<string> Of(string wanted, IEnumerable<string> known, int count)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        ArgumentNullException.ThrowIfNull(known);
        string plain = Normalised(wanted);
        return [.. known.OrderBy(name => Distance(plain, Normalised(name))).Take(count)];
    }

    /// <summary>
    /// Levenshtein's distance: insertions, deletions and substitutions that turn one text into the other. A name that
    /// begins with the text counts as nearer than by its length.
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
