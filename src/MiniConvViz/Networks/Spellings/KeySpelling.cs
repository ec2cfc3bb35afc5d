using System.Text.RegularExpressions;
using MiniConvViz.Formats;

namespace MiniConvViz.Networks.Spellings;

/// <summary>
/// How another project calls the parameters of networks that the zoo has under torchvision's names. What stands before
/// a network's names stays there.
/// </summary>
/// <param name="project">Whose names they are, for the note.</param>
/// <param name="mark">What at least one name contains.</param>
/// <param name="rename">The names of a checkpoint, and then for each torchvision's name.</param>
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
