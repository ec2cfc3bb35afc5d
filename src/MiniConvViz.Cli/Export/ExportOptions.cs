using System.CommandLine;

namespace MiniConvViz.Cli;

/// <summary>The options of <c>export</c> for format and place.</summary>
internal sealed class ExportOptions
{
    private readonly Option<string?> _format = new("--format", "-f")
    {
        Description = "npy, npz or safetensors; npy is a folder with a file per node and index.json, npz one NumPy "
            + "archive; default: by the extension of --out, otherwise npz.",
        HelpName = "FORMAT",
    };

    private readonly Option<string?> _out = new("--out", "-o")
    {
        Description = "The file, or the folder for npy; with several inputs, a folder that contains one for each. "
            + "Default: 'activations' with the format's extension.",
        HelpName = "PATH",
    };

    public Option<bool> Json { get; } = new("--json") { Description = "Print JSON for programs." };

    /// <summary>Extensions of formats that are not written.</summary>
    private static readonly string[] Foreign =
        [".pt", ".pth", ".bin", ".ckpt", ".onnx", ".h5", ".hdf5", ".mat", ".csv", ".json", ".txt", ".pkl", ".png"];

    public ExportOptions() => _format.AcceptOnlyFromAmong([.. ActivationFormat.All.Select(format => format.Name)]);

    public void AddTo(Command command)
    {
        command.Options.Add(_format);
        command.Options.Add(_out);
        command.Options.Add(Json);
    }

    /// <summary>The format of <c>--format</c>, or of the extension of <c>--out</c>.</summary>
    /// <exception cref="UsageException">They contradict each other, or the extension is another format's.</exception>
    public ActivationFormat FormatOf(ParseResult words)
    {
        string? name = words.GetValue(_format);
        string path = words.GetValue(_out) ?? "";
        string extension = Path.GetExtension(path).ToLowerInvariant();
        ActivationFormat? said = ActivationFormat.All.SingleOrDefault(format => format.Name == name);
        ActivationFormat? meant = ActivationFormat.All.SingleOrDefault(format => "." + format.Name == extension);
        string? problem = said is not null && meant is not null && said != meant
                ? $"is the name of {meant.Description}, but --format says {said.Name}; leave one of the two out"
            : said is null && meant is { Extension: "" }
                ? $"is the name of one array; give --out NAME{ActivationFormat.Default.Extension} for one file with "
                    + $"all of them, or a folder and --format {meant.Name}"
            : Foreign.Contains(extension)
                ? $"is the name of a format that is not written; export writes {ActivationFormat.Names}"
            : null;
        return problem is null
            ? said ?? meant ?? ActivationFormat.Default
            : throw new UsageException($"--out {path} {problem}.");
    }

    /// <summary>The path of the output: one file, or a folder of several.</summary>
    public string OutputOf(ParseResult words, int inputs)
    {
        string extension = inputs == 1 ? FormatOf(words).Extension : "";
        return FilePath.Of("--out", words.GetValue(_out) ?? $"activations{extension}");
    }
}
