using MiniConvViz.Fuzz.Targets;

namespace MiniConvViz.Fuzz.Running;

/// <summary>
/// Findings as files: the input, and next to it a text that describes its effect. One of each kind is kept.
/// </summary>
internal sealed class FindingFolder(string folder, ITarget target)
{
    /// <summary>Saves an input unless its kind of fault is known; true where it was new.</summary>
    public bool Add(Finding finding, byte[] input)
    {
        string name = Path.Combine(
            folder, target.Format, Corpus.NameOf(System.Text.Encoding.UTF8.GetBytes(finding.Key)) + target.Extension);
        if (File.Exists(name))
        {
            return false;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(name)!);
        File.WriteAllText(name + ".txt", $"{finding.Key}\n\n{finding.Story}\n");
        File.WriteAllBytes(name, input);
        return true;
    }

    /// <summary>The number of kinds that are kept.</summary>
    public int Count()
    {
        string own = Path.Combine(folder, target.Format);
        return Directory.Exists(own) ? Directory.GetFiles(own, "*.txt").Length : 0;
    }
}
