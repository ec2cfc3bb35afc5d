namespace MiniConvViz.Formats;

/// <summary>
/// Python code that makes an ONNX file from a checkpoint whose network is not in the zoo: two lines for this file's
/// format, keys, prefixes and first layer. The user must fill in the class of the network, unless the file contains its
/// name.
/// </summary>
public static class PythonExport
{
    private const string Unknown = "YourNetwork";

    /// <summary>The two lines.</summary>
    public static IReadOnlyList<string> For(StateDict checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        string path = PythonText.Of(Path.GetFileName(checkpoint.Path));
        string onnx = PythonText.Of(Path.GetFileNameWithoutExtension(checkpoint.Path) + ".onnx");
        return
        [
            $"import torch; {Model(checkpoint, path)}",
            $"torch.onnx.export(model.eval(), torch.zeros({Example(checkpoint)}), {onnx}, input_names=[\"input\"])",
        ];
    }

    private static string Model(StateDict checkpoint, string path)
    {
        if (checkpoint.Format == "TorchScript")
        {
            return $"model = torch.jit.load({path}, map_location=\"cpu\")";
        }

        if (checkpoint.Metadata.TryGetValue("architectures", out string? transformers) && IsIdentifier(transformers))
        {
            return $"import transformers; model = transformers.{transformers}.from_pretrained(\".\")";
        }

        (string import, string load) = Load(checkpoint, path);
        foreach (string prefix in checkpoint.RemovedPrefixes)
        {
            load = $"{{k.removeprefix({PythonText.Of(prefix)}): v for k, v in {load}.items()}}";
        }

        string[] hint = (checkpoint.ClassHint ?? "").Split('.');
        bool isKnown = hint.Length > 1 && Array.TrueForAll(hint, IsIdentifier);
        string network = isKnown ? hint[^1] : Unknown;
        string from = isKnown ? $"from {string.Join('.', hint[..^1])} import {network}; " : "";
        return $"{import}{from}model = {network}(); model.load_state_dict({load})";
    }

    private static (string Import, string Load) Load(StateDict checkpoint, string path) => checkpoint.Format switch
    {
        "safetensors" => ("import safetensors.torch; ", $"safetensors.torch.load_file({path})"),
        "NumPy archive" => (
            "import numpy; ",
            $"{{k.replace(\"/\", \".\"): torch.from_numpy(v) for k, v in numpy.load({path}).items()}}"),
        "pickle" => (
            "import pickle; ",
            $"{{k: torch.as_tensor(v) for k, v in pickle.load(open({path}, \"rb\")){checkpoint.Subscripts}.items()}}"),
        "Hugging Face" when checkpoint.Path.EndsWith(".bin.index.json", StringComparison.Ordinal) => (
            "import json; ", Parts(path, "torch.load(f, map_location=\"cpu\")")),
        "Hugging Face" => ("import json, safetensors.torch; ", Parts(path, "safetensors.torch.load_file(f)")),
        _ => ("", $"torch.load({path}, map_location=\"cpu\"){checkpoint.Subscripts}"),
    };

    /// <summary>The tensors of all files that an index lists.</summary>
    private static string Parts(string index, string load) =>
        $"{{k: v for f in set(json.load(open({index}))[\"weight_map\"].values()) for k, v in {load}.items()}}";

    /// <summary>
    /// The size of an input, by the first weight: of a convolution its channels, of a linear layer its features.
    /// </summary>
    private static string Example(StateDict checkpoint) =>
        checkpoint.Tensors.FirstOrDefault(tensor => tensor.Shape.Rank > 1) is not WeightTensor first
            ? "1, 3, 224, 224"
            : first.Shape.Rank switch
            {
                2 => $"1, {first.Shape[1]}",
                3 => $"1, {first.Shape[1]}, 1000",
                4 => $"1, {first.Shape[1]}, 224, 224",
                _ => $"1, {first.Shape[1]}, 16, 112, 112",
            };

    private static bool IsIdentifier(string text) =>
        text.Length > 0 && !char.IsAsciiDigit(text[0])
        && text.All(character => char.IsAsciiLetterOrDigit(character) || character == '_');
}
