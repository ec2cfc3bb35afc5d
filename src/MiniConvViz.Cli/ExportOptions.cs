using System.CommandLine;

namespace MiniConvViz.Cli;

/// <summary>The words of <c>export</c> that say what to write, and where.</summary>
internal sealed class ExportOptions
{
    private readonly Option<string> _format = new("--format", "-f")
    {
        Description = "npy (a folder with a file per node and index.json), npz (one NumPy archive) or safetensors.",
        HelpName = "npy|npz|safetensors",
        DefaultValueFactory = _ => "npz",
    };

    private readonly Option<string?> _out = new("--out", "-o")
    {
        Description = "The file, or the folder for npy; with several inputs, a folder that gets one for each. "
            + "Left out, 'activations' with the format's extension.",
        HelpName = "PATH",
    };

    public ExportOptions() => _format.AcceptOnlyFromAmong([.. ActivationFormat.All.Select(format => format.Name)]);

    public void AddTo(Command command)
    {
        command.Options.Add(_format);
        command.Options.Add(_out);
    }

    public ActivationFormat FormatOf(ParseResult words)
    {
        string name = words.GetRequiredValue(_format);
        return ActivationFormat.All.Single(format => format.Name == name);
    }

    /// <summary>What to write: one file, or a folder of several.</summary>
    public string OutputOf(ParseResult words, int inputs)
    {
        string extension = inputs == 1 ? FormatOf(words).Extension : "";
        return FilePath.Of("--out", words.GetValue(_out) ?? $"activations{extension}");
    }
}
