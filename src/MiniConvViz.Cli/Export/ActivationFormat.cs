using MiniConvViz.Formats;
using MiniConvViz.Imaging;
using MiniConvViz.Tensors;

namespace MiniConvViz.Cli;

/// <summary>A file format for activations.</summary>
/// <param name="Name">Its name in <c>--format</c>.</param>
/// <param name="Description">Its description in messages.</param>
/// <param name="Extension">The extension of its file; empty where it is a folder.</param>
/// <param name="Write">Writes named tensors to a path, with facts about the run where the format has metadata.</param>
internal sealed record ActivationFormat(
    string Name,
    string Description,
    string Extension,
    Action<string, IReadOnlyList<KeyValuePair<string, Tensor>>, IReadOnlyDictionary<string, string>> Write)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<ActivationFormat> All { get; } =
    [
        new("npy", "a NumPy array", "", WriteFolder),
        new("npz", "a NumPy archive", ".npz", static (path, tensors, _) => NpzWriter.Write(path, tensors)),
        new("safetensors", "a safetensors file", ".safetensors", SafeTensorsWriter.Write),
    ];

    /// <summary>The default format.</summary>
    public static ActivationFormat Default => All[1];

    /// <summary>Their names, for messages.</summary>
    public static string Names => string.Join(", ", All.Select(format => format.Name));

    /// <summary>A file per node, and <c>index.json</c> with their names.</summary>
    private static void WriteFolder(
        string path,
        IReadOnlyList<KeyValuePair<string, Tensor>> tensors,
        IReadOnlyDictionary<string, string> facts)
    {
        SafeFileNames names = new();
        Dictionary<string, string> files = tensors.ToDictionary(pair => pair.Key, pair => names.For(pair.Key) + ".npy");
        using RunFolder folder = new("--out", path);
        folder.Claim([.. files.Values.Append("index.json").Select(file => Path.Combine(path, file))]);
        foreach ((string name, Tensor tensor) in tensors)
        {
            NpyWriter.Write(Path.Combine(path, files[name]), tensor);
        }

        ExportIndex index = new(facts, files);
        index.Write(Path.Combine(path, "index.json"));
    }
}
