using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using MiniConvViz.Tensors;

namespace MiniConvViz.Formats;

/// <summary>
/// Writes float32 tensors as a safetensors file, which Python reads with <c>safetensors.torch.load_file</c>.
/// </summary>
/// <remarks>Source: https://github.com/huggingface/safetensors#format</remarks>
public static class SafeTensorsWriter
{
    private const int Alignment = 8;

    /// <summary>
    /// Writes all tensors, in the order given, next to <paramref name="path"/> and then renames: an interrupted run
    /// leaves no half-written file.
    /// </summary>
    /// <param name="path">The file to write; one that exists is replaced.</param>
    /// <param name="tensors">Distinct names and their values, row-major.</param>
    /// <param name="metadata">Texts to store as metadata, or null for none.</param>
    /// <exception cref="ArgumentException">A name occurs twice, or is <c>__metadata__</c>.</exception>
    /// <exception cref="UnwritableOutputException">The file cannot be written.</exception>
    public static void Write(
        string path,
        IEnumerable<KeyValuePair<string, Tensor>> tensors,
        IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(tensors);
        List<KeyValuePair<string, Tensor>> all = [.. tensors];
        byte[] header = Header(all, metadata);
        AtomicFile.Write(path, stream =>
        {
            Span<byte> length = stackalloc byte[sizeof(ulong)];
            BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
            stream.Write(length);
            stream.Write(header);
            foreach ((_, Tensor tensor) in all)
            {
                WriteNumbers(stream, tensor.Values);
            }
        });
    }

    private static void WriteNumbers(Stream stream, ReadOnlySpan<float> numbers)
    {
        const int chunk = 1 << 28;
        for (int start = 0; start < numbers.Length; start += chunk)
        {
            stream.Write(MemoryMarshal.AsBytes(numbers.Slice(start, Math.Min(chunk, numbers.Length - start))));
        }
    }

    /// <summary>The JSON, padded with spaces so that the values begin at a multiple of 8 bytes.</summary>
    private static byte[] Header(
        List<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        using MemoryStream json = new();
        JsonWriterOptions options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (Utf8JsonWriter writer = new(json, options))
        {
            writer.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                WriteMetadata(writer, metadata);
            }

            HashSet<string> names = ["__metadata__"];
            long begin = 0;
            foreach ((string name, Tensor tensor) in tensors)
            {
                if (!names.Add(name))
                {
                    throw new ArgumentException($"'{name}' occurs twice or is reserved.", nameof(tensors));
                }

                long end = begin + ((long)tensor.Shape.Count * sizeof(float));
                WriteEntry(writer, name, tensor.Shape, begin, end);
                begin = end;
            }

            writer.WriteEndObject();
        }

        while (json.Length % Alignment != 0)
        {
            json.WriteByte((byte)' ');
        }

        return json.ToArray();
    }

    private static void WriteMetadata(Utf8JsonWriter writer, IReadOnlyDictionary<string, string> metadata)
    {
        writer.WriteStartObject("__metadata__");
        foreach ((string key, string text) in metadata)
        {
            writer.WriteString(key, text);
        }

        writer.WriteEndObject();
    }

    private static void WriteEntry(Utf8JsonWriter writer, string name, Shape shape, long begin, long end)
    {
        writer.WriteStartObject(name);
        writer.WriteString("dtype", "F32");
        writer.WriteStartArray("shape");
        foreach (int extent in shape)
        {
            writer.WriteNumberValue(extent);
        }

        writer.WriteEndArray();
        writer.WriteStartArray("data_offsets");
        writer.WriteNumberValue(begin);
        writer.WriteNumberValue(end);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
