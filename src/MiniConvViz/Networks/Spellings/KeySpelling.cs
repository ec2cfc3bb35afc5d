using System.Text.RegularExpressions;
using MiniConvViz.Formats;

namespace MiniConvViz.Networks.Spellings;

/// <summary>
/// Another project's names for the parameters of networks that the zoo has under torchvision's names. Prefixes of a
/// network's names are kept.
/// </summary>
/// <param name="project">The project's name, for the note.</param>
/// <param name="mark">A text that at least one name contains.</param>
/// <param name="rename">Maps the names of a checkpoint to torchvision's.</param>
internal sealed class KeySpelling(string project, Regex mark, Func<IReadOnlyList<string>, Func<string, string>> rename)
{
    private const int LongestName = 1000;

    /// <summary>A spelling whose names are translated one by one: the first rule that matches is applied.</summary>
    public KeySpelling(string project, Regex mark, params (Regex Pattern, MatchEvaluator Replacement)[] rules)
        : this(project, mark, _ => name => Apply(rules, name))
    {
    }

    /// <summary>
    /// The checkpoint under torchvision's names; null where its names are not in this spelling, or two become one.
    /// </summary>
    public StateDict? Translate(StateDict checkpoint)
    {
        string[] names = [.. checkpoint.Tensors.Select(tensor => tensor.Name)];
        if (Array.Exists(names, name => name.Length > LongestName) || !Array.Exists(names, mark.IsMatch))
        {
            return null;
        }

        Func<string, string> translate = rename(names);
        WeightTensor[] tensors = [.. checkpoint.Tensors.Select(tensor => tensor.Renamed(translate(tensor.Name)))];
        return tensors.Select(tensor => tensor.Name).Distinct().Count() == tensors.Length
            ? checkpoint.With(tensors, $"translated the names of {project} into torchvision's")
            : null;
    }

    private static string Apply((Regex Pattern, MatchEvaluator Replacement)[] rules, string name)
    {
        foreach ((Regex pattern, MatchEvaluator replacement) in rules)
        {
            if (pattern.IsMatch(name))
            {
                return pattern.Replace(name, replacement);
            }
        }

        return name;
    }
}
