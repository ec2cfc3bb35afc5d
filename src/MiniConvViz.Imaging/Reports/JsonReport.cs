using System.Text.Encodings.Web;
using System.Text.Json;
using MiniConvViz.Analysis;
using MiniConvViz.Statistics;

namespace MiniConvViz.Imaging;

/// <summary>The report for programs, <c>index.json</c>.</summary>
/// <remarks>
/// A number that is not finite is <c>null</c>. Per channel there are columns, one number per channel, so that
/// <c>pandas.DataFrame(layer["channels"])</c> is a table; a vector ([N,features], [N,C,1,1]) has <c>values</c> instead.
/// <code>
/// { "format": "miniconvviz-report", "version": 2, "model": "resnet18", "weights": "resnet18.pth" or null,
///   "device": "cpu (vector code, 2 threads)", "image": "cat.jpg",
///   "preprocessing": { "resize": 256, "crop": [224, 224], "range": 1, "mean": [0.485, ...], "std": [0.229, ...],
///                      "order": "RGB", "layout": "NCHW", "meanImage": null, "network": null },  (absent for a tensor)
///   "notes": ["..."],
///   "inputs": [{ "title": "input", "file": "input.png", "width": 368, "height": 400 }],
///   "classes": [{ "index": 281, "name": "tabby", "probability": 0.71 }],   ("value" if the network is no classifier)
///   "layers": [{ "name": "conv1", "operator": "Conv2d", "attributes": "3, 64, kernel_size=(7, 7), ...",
///                "inputs": ["x"],
///                "receptiveField": "7x7", "image" or null, "shape": [1,64,112,112],   ("layout": "NHWC" if so)
///                "pictures": [as in inputs],
///                "statistics": { "min": -1.5, "max": 2, "mean": 0.1, "std": 0.4, "energy": 0.17, "zeroFraction": 0,
///                                "nan": 0, "positiveInfinity": 0, "negativeInfinity": 0,
///                                "deadChannels": 0, "constantChannels": 0 },
///                "channels": { "min": [...], "max": [...], "mean": [...], "std": [...], "energy": [...],
///                              "zeroFraction": [...], "nan": [...], "positiveInfinity": [...],
///                              "negativeInfinity": [...] } }] }
/// </code>
/// </remarks>
public static class JsonReport
{
    /// <summary>Writes the file atomically.</summary>
    /// <exception cref="UnwritableOutputException">The folder is missing or cannot be written.</exception>
    public static void Write(string path, ReportRun run) => AtomicFile.Write(path, stream => Write(stream, run));

    /// <summary>Writes the JSON text.</summary>
    public static void Write(Stream stream, ReportRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        JsonWriterOptions options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using Utf8JsonWriter json = new(stream, options);
        json.WriteStartObject();
        json.WriteString("format", "miniconvviz-report");
        json.WriteNumber("version", 2);
        json.WriteString("model", run.Model);
        json.WriteString("weights", run.Weights);
        json.WriteString("device", run.Device);
        json.WriteString("image", run.Image);
        if (run.Preprocessing is Preprocessing preprocessing)
        {
            PreprocessingText.Write(json, preprocessing);
        }

        WriteList(json, "notes", run.Notes, json.WriteStringValue);
        WriteList(json, "inputs", run.Inputs, picture => WritePicture(json, picture));
        WriteList(json, "classes", run.Classes, candidate => WriteClass(json, candidate));
        WriteList(json, "layers", run.Entries, entry => WriteLayer(json, entry));
        json.WriteEndObject();
    }

    private static void WriteLayer(Utf8JsonWriter json, ReportEntry entry)
    {
        json.WriteStartObject();
        json.WriteString("name", entry.Name);
        json.WriteString("operator", entry.Operator);
        json.WriteString("attributes", entry.Attributes);
        WriteList(json, "inputs", entry.Inputs, json.WriteStringValue);
        json.WriteString("receptiveField", entry.Field?.ToString());
        WriteRow(json, "shape", entry.Shape.Extents.ToArray(), static extent => extent);
        if (entry.ChannelsAreLast)
        {
            json.WriteString("layout", "NHWC");
        }

        WriteList(json, "pictures", entry.Pictures, picture => WritePicture(json, picture));
        WriteStatistics(json, entry.Statistics);
        WriteChannels(json, entry);
        json.WriteEndObject();
    }

    private static void WritePicture(Utf8JsonWriter json, ReportPicture picture)
    {
        json.WriteStartObject();
        json.WriteString("title", picture.Title);
        json.WriteString("file", picture.File);
        json.WriteNumber("width", picture.Width);
        json.WriteNumber("height", picture.Height);
        json.WriteEndObject();
    }

    private static void WriteClass(Utf8JsonWriter json, ClassScore candidate)
    {
        json.WriteStartObject();
        json.WriteNumber("index", candidate.Index);
        json.WriteString("name", candidate.Name);
        json.WritePropertyName(candidate.IsProbability ? "probability" : "value");
        WriteNumber(json, candidate.Value);
        json.WriteEndObject();
    }

    private static void WriteStatistics(Utf8JsonWriter json, LayerStatistics statistics)
    {
        json.WriteStartObject("statistics");
        foreach ((string name, Func<ChannelStatistics, double> of) in Columns)
        {
            json.WritePropertyName(name);
            WriteNumber(json, of(statistics.Layer));
        }

        json.WriteNumber("deadChannels", statistics.DeadChannels);
        json.WriteNumber("constantChannels", statistics.ConstantChannels);
        json.WriteEndObject();
    }

    private static void WriteChannels(Utf8JsonWriter json, ReportEntry entry)
    {
        if (entry.Statistics.Channels.All(static channel => channel.Count == 1))
        {
            WriteRow(json, "values", entry.Statistics.Channels, static channel => channel.Minimum);
            return;
        }

        json.WriteStartObject("channels");
        foreach ((string name, Func<ChannelStatistics, double> of) in Columns)
        {
            WriteRow(json, name, entry.Statistics.Channels, of);
        }

        json.WriteEndObject();
    }

    private static (string Name, Func<ChannelStatistics, double> Of)[] Columns { get; } =
    [
        ("min", static channel => channel.Minimum),
        ("max", static channel => channel.Maximum),
        ("mean", static channel => channel.Mean),
        ("std", static channel => channel.StandardDeviation),
        ("energy", static channel => channel.Energy),
        ("zeroFraction", static channel => channel.ZeroFraction),
        ("nan", static channel => channel.NaNs),
        ("positiveInfinity", static channel => channel.PositiveInfinities),
        ("negativeInfinity", static channel => channel.NegativeInfinities),
    ];

    private static void WriteList<T>(Utf8JsonWriter json, string name, IReadOnlyList<T> items, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (T item in items)
        {
            write(item);
        }

        json.WriteEndArray();
    }

    /// <summary>Writes an array on one line; the indented writer would put each number on its own line.</summary>
    private static void WriteRow<T>(Utf8JsonWriter json, string name, IReadOnlyList<T> items, Func<T, double> of)
    {
        using MemoryStream row = new();
        using (Utf8JsonWriter flat = new(row))
        {
            flat.WriteStartArray();
            foreach (T item in items)
            {
                WriteNumber(flat, of(item));
            }

            flat.WriteEndArray();
        }

        json.WritePropertyName(name);
        json.WriteRawValue(row.GetBuffer().AsSpan(0, (int)row.Length), skipInputValidation: true);
    }

    /// <summary>
    /// Writes a value as float32 where it is in its range: its shortest text that parses to the same value is half as
    /// long as a double's, and the values are float32. Energies, which are squares, may be outside that range.
    /// </summary>
    private static void WriteNumber(Utf8JsonWriter json, double number)
    {
        if (!double.IsFinite(number))
        {
            json.WriteNullValue();
        }
        else if (number == Math.Floor(number) && Math.Abs(number) < 1e15)
        {
            json.WriteNumberValue((long)number);
        }
        else if (float.IsNormal((float)number))
        {
            json.WriteNumberValue((float)number);
        }
        else
        {
            json.WriteNumberValue(number);
        }
    }
}
