using System.Text.Json;
using MiniConvViz.Formats;
using MiniConvViz.Networks.Description;
using MiniConvViz.Ops;

namespace MiniConvViz.Networks;

/// <summary>
/// Reads an architecture that is not in the zoo from a JSON file: a sequence of PyTorch's layers, which may contain
/// residual blocks. Names are module paths, so that a checkpoint's tensors match their layers.
/// </summary>
/// <remarks>
/// <code>
/// {
///   "name": "tutorial",
///   "input": { "channels": 3, "size": 32, "mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5] },
///   "classes": ["plane", "car"],
///   "layers": [
///     { "name": "conv1", "kind": "Conv2d", "in_channels": 3, "out_channels": 6, "kernel_size": 5 },
///     { "name": "relu", "kind": "ReLU" },
///     { "name": "add", "kind": "Residual", "layers": [ ... ], "shortcut": [ ... ] }
///   ]
/// }
/// </code>
/// <c>docs/your-own-network.md</c> describes the whole format.
/// </remarks>
public static class ArchitectureFile
{
    private const int MostBytes = 1 << 20;
    private const int MostLayers = 10_000;
    private const int MostClasses = 100_000;
    private const int LargestImage = 1 << 14;
    private const int MostChannels = 1 << 10;

    private static readonly JsonDocumentOptions Options = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        AllowDuplicateProperties = false,
    };

    /// <summary>Reads one architecture.</summary>
    /// <exception cref="UnreadableInputException">The file is missing, is not JSON, or a field is wrong; the message
    /// names the layer, the expected and the actual value.</exception>
    public static Architecture Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        string name = Path.GetFileName(path);
        try
        {
            byte[] bytes = ReadableFile.Read(
                path, ifFolder: "is a folder, expected a JSON file that describes a network", ReadBytes);
            using JsonDocument document = JsonDocument.Parse(bytes, Options);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? Of(new LayerFields(document.RootElement, name))
                : throw new UnreadableInputException($"{name}: expected a JSON object with 'name', 'input' and 'layers'");
        }
        catch (JsonException problem)
        {
            throw new UnreadableInputException($"{name}: is not JSON: {problem.Message}", problem);
        }
    }

    private static Architecture Of(LayerFields file)
    {
        string name = file.Text("name");
        LayerFields input = file.Object("input");
        int channels = input.Whole("channels", 1, MostChannels);
        ModelCard card = new(
            name,
            channels,
            input.Has("resize") ? input.Whole("resize", 1, LargestImage) : null,
            input.Whole("size", 1, LargestImage),
            Numbers(input, "mean", channels, otherwise: 0f),
            Numbers(input, "std", channels, otherwise: 1f),
            [.. file.List("classes", JsonValueKind.String, "texts").Take(MostClasses).Select(text => text.GetString()!)])
        {
            IsAssumed = !input.Has("mean"),
        };
        input.CheckAllRead();
        List<DescribedLayer> layers = [];
        int count = 0;
        ReadLayers(file, "layers", layers, ref count);
        file.CheckAllRead();
        int last = layers.FindLastIndex(layer => layer.Weight is not null);
        if (last < 0)
        {
            throw file.Problem("expected a Conv2d or a Linear among the outermost 'layers'");
        }

        int outputs = layers[last].Outputs;
        if (card.ClassNames.Count > 0 && card.ClassNames.Count != outputs)
        {
            throw file.Problem(
                $"'classes' has {Counted.Of(card.ClassNames.Count, "name")}, expected {outputs}, as the last layer has "
                + "outputs");
        }

        return new Architecture(card, layers[last].Weight!, Describe) { Classes = outputs };

        void Describe(NetworkBuilder net, Node x, int classes)
        {
            for (int i = 0; i < layers.Count; i++)
            {
                x = layers[i].Add(net, x, i == last ? classes : null);
            }
        }
    }

    private static void ReadLayers(LayerFields owner, string field, List<DescribedLayer> layers, ref int count)
    {
        foreach ((int index, JsonElement element) in owner.List(field, JsonValueKind.Object, "layers").Index())
        {
            if (++count > MostLayers)
            {
                throw owner.Problem($"has more than {MostLayers} layers");
            }

            string place = $"{owner.Place}: {field}[{index}]";
            string name = new LayerFields(element, place).Text("name");
            LayerFields fields = new(element, $"{place} ({PrintableText.Of(name)})");
            string kind = fields.Text("kind");
            _ = fields.Text("name");
            layers.Add(kind == "Residual" ? Residual(fields, name, ref count) : LayerKinds.Read(kind, name, fields));
            fields.CheckAllRead();
        }

        if (layers.Count == 0 && field == "layers")
        {
            throw owner.Problem("'layers' is empty, expected at least one layer");
        }
    }

    /// <summary><c>layers(x) + shortcut(x)</c>; without a shortcut <c>layers(x) + x</c>.</summary>
    private static DescribedLayer Residual(LayerFields fields, string name, ref int count)
    {
        List<DescribedLayer> layers = [], shortcut = [];
        ReadLayers(fields, "layers", layers, ref count);
        ReadLayers(fields, "shortcut", shortcut, ref count);
        return new DescribedLayer(null, 0, (net, x, _) =>
        {
            Node through = layers.Aggregate(x, (node, layer) => layer.Add(net, node, null));
            Node around = shortcut.Aggregate(x, (node, layer) => layer.Add(net, node, null));
            return net.Apply(name, new Add(), through, around);
        });
    }

    private static float[] Numbers(LayerFields input, string field, int channels, float otherwise)
    {
        IReadOnlyList<JsonElement> given = input.List(field, JsonValueKind.Number, "numbers");
        if (given.Count == 0)
        {
            return [.. Enumerable.Repeat(otherwise, channels)];
        }

        float[] numbers = [.. given.Select(number => number.GetSingle())];
        return numbers.Length != channels
            ? throw input.Problem($"'{field}' has {numbers.Length} numbers, expected {channels}, one per channel")
            : numbers.All(number => float.IsFinite(number) && (number > 0 || field != "std"))
                ? numbers
                : throw input.Problem($"'{field}' has to be finite{(field == "std" ? " and above zero" : "")}");
    }

    private static byte[] ReadBytes(string path)
    {
        using FileStream stream = File.OpenRead(path);
        if (stream.Length > MostBytes)
        {
            throw new UnreadableInputException(
                $"{path}: has {stream.Length} bytes, expected the description of a network in at most {MostBytes}");
        }

        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
