using MiniConvViz.Fuzz.Targets;

namespace MiniConvViz.Fuzz.Running;

/// <summary>Runs files once and prints the result of each. A file that ends the process ends this one.</summary>
internal sealed class Replay(IReadOnlyList<string> formats)
{
    /// <summary>The kind of file that a path is: by its folder's name, else by its extension.</summary>
    public static ITarget TargetOf(string path, IReadOnlyList<string> formats)
    {
        string folder = Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(path))) ?? "";
        string format = formats.Count == 1 ? formats[0]
            : AllTargets.Formats.Contains(folder) ? folder
            : Path.GetExtension(path) switch
            {
                ".onnx" => "onnx",
                ".pth" or ".pt" or ".pkl" => "pth",
                ".safetensors" => "safetensors",
                ".npy" => "npy",
                ".npz" => "npz",
                _ => "picture",
            };
        return AllTargets.Find(format);
    }

    /// <summary>Runs them; true where one of them is a finding.</summary>
    public bool Run(IEnumerable<string> places)
    {
        bool hasFindings = false;
        foreach (string path in places.SelectMany(FilesOf))
        {
            Trial trial = new(TargetOf(path, formats));
            Console.Write($"{path}: ");
            Finding? finding = trial.RunTwice(path);
            Console.WriteLine(finding is null ? PrintableText.Line(trial.Outcome) : $"FINDING {finding.Key}");
            if (finding is not null)
            {
                hasFindings = true;
                Console.WriteLine($"  {finding.Story}");
            }
        }

        return hasFindings;
    }

    private static IEnumerable<string> FilesOf(string place) => Directory.Exists(place)
        ? Directory.EnumerateFiles(place, "*", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith(".txt", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
        : [place];
}
