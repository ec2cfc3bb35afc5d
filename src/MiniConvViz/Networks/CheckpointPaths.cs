using MiniConvViz.Formats;

namespace MiniConvViz.Networks;

/// <summary>
/// The possible prefixes of a network's names inside a larger module: <c>model.</c>, <c>model.backbone.</c>,
/// <c>encoder_q.</c>.
/// </summary>
internal static class CheckpointPaths
{
    /// <summary>More than two networks of the zoo together have.</summary>
    public const int MostTensors = 10_000;

    private const int Deepest = 6;

    /// <summary>
    /// A network has at least this part of the tensors, as a student stored with its teacher and a head.
    /// </summary>
    private const int SmallestShare = 4;

    /// <summary>
    /// The paths under which a good part of the tensors lies, the empty one first, then the shortest; of siblings the
    /// first one in the file.
    /// </summary>
    public static IReadOnlyList<string> Of(StateDict checkpoint)
    {
        Dictionary<string, int> counts = [];
        string[] names = [.. checkpoint.Tensors
            .Select(tensor => tensor.Name)
            .Where(name => !CheckpointPrefixes.IsCounter(name))];
        foreach (string name in names)
        {
            int end = -1;
            for (int depth = 0; depth < Deepest && (end = name.IndexOf('.', end + 1)) >= 0; depth++)
            {
                string path = name[..(end + 1)];
                counts[path] = counts.GetValueOrDefault(path) + 1;
            }
        }

        return
        [
            "",
            .. counts
                .Where(path => path.Value * SmallestShare >= names.Length)
                .Select(path => path.Key)
                .OrderBy(path => path.Count(character => character == '.')),
        ];
    }
}
