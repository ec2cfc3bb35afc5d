using System.Globalization;
using System.Text.Json;

namespace MiniConvViz.Imaging;

/// <summary>The preprocessing of an image, as text for the page and as JSON.</summary>
internal static class PreprocessingText
{
    /// <summary>One line: <c>0 to 255, less 104, 117, 123, blue before red</c>.</summary>
    public static string Of(Preprocessing preprocessing)
    {
        string[] parts =
        [
            $"0 to {preprocessing.Range.ToString(CultureInfo.InvariantCulture)}",
            preprocessing.MeanImage is MeanImage image ? $"less {image.Name}" : "",
            preprocessing.Mean.Any(value => value != 0) ? $"less {List(preprocessing.Mean)}" : "",
            preprocessing.Std.Any(value => value != 1) ? $"divided by {List(preprocessing.Std)}" : "",
            preprocessing.Bgr ? "blue before red" : "",
            preprocessing.ChannelsAreLast ? "as [N,H,W,C]" : "",
            preprocessing.Network is PreparingNetwork graph ? $"prepared by {graph.Name}" : "",
        ];
        return string.Join(", ", parts.Where(part => part.Length > 0));
    }

    /// <summary>The object <c>preprocessing</c>.</summary>
    public static void Write(Utf8JsonWriter json, Preprocessing preprocessing)
    {
        json.WriteStartObject("preprocessing");
        json.WritePropertyName("resize");
        WriteSize(json, preprocessing.ResizeTo, preprocessing.ResizeShortSide);
        json.WritePropertyName("crop");
        bool isCropped = preprocessing is { CropHeight: not null, CropWidth: not null };
        WriteSize(json, isCropped ? (preprocessing.CropHeight!.Value, preprocessing.CropWidth!.Value) : null, side: null);
        json.WriteNumber("range", preprocessing.Range);
        WriteAll(json, "mean", preprocessing.Mean);
        WriteAll(json, "std", preprocessing.Std);
        json.WriteString("order", preprocessing.Channels == 1 ? "L" : preprocessing.Bgr ? "BGR" : "RGB");
        json.WriteString("layout", preprocessing.ChannelsAreLast ? "NHWC" : "NCHW");
        json.WriteString("meanImage", preprocessing.MeanImage?.Name);
        json.WriteString("network", preprocessing.Network?.Name);
        json.WriteEndObject();
    }

    private static void WriteSize(Utf8JsonWriter json, (int Height, int Width)? exact, int? side)
    {
        if (exact is (int height, int width))
        {
            json.WriteStartArray();
            json.WriteNumberValue(height);
            json.WriteNumberValue(width);
            json.WriteEndArray();
        }
        else if (side is int shortSide)
        {
            json.WriteNumberValue(shortSide);
        }
        else
        {
            json.WriteNullValue();
        }
    }

    private static void WriteAll(Utf8JsonWriter json, string name, IEnumerable<float> values)
    {
        json.WriteStartArray(name);
        foreach (float value in values)
        {
            json.WriteNumberValue(value);
        }

        json.WriteEndArray();
    }

    private static string List(IEnumerable<float> values) =>
        string.Join(", ", values.Select(value => value.ToString(CultureInfo.InvariantCulture)));
}
