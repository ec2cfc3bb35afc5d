using System.Buffers.Binary;
using System.Text.Unicode;

namespace MiniConvViz.Formats.SafeTensors;

/// <summary>
/// Reads the index of a safetensors file:
/// <code>
/// 8 bytes    N, little-endian
/// N bytes    JSON: { "name": { "dtype": "F32", "shape": [64,3,7,7], "data_offsets": [begin, end] }, ... }
/// the rest   the tensors, row-major, little-endian, without gaps or overlap
/// </code>
/// </summary>
/// <remarks>Source: https://github.com/huggingface/safetensors#format; what it refuses is refused here.</remarks>
internal static class SafeTensorsReader
{
    private const int LengthBytes = 8;

    /// <summary>Reads the header and checks that its tensors tile the rest of the file exactly.</summary>
    /// <exception cref="UnreadableInputException">Any rule of the format is broken.</exception>
    public static CheckpointContent Read(CheckpointFile file)
    {
        byte[] json = ReadHeader(file);
        SafeTensorsHeader header = SafeTensorsHeader.Parse(file, json);
        long dataStart = LengthBytes + json.Length;
        List<SafeTensorsEntry> entries = [.. header.Entries.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End)];
        long end = 0;
        foreach (SafeTensorsEntry entry in entries)
        {
            if (entry.Begin != end)
            {
                throw file.Error($"{Quoted.Name(entry.Name)}: data_offsets begin at {entry.Begin}, expected {end}; "
                    + "tensors may neither overlap nor leave holes");
            }

            end = entry.End;
        }

        if (end != file.Length - dataStart)
        {
            throw file.Error($"the tensors end at byte {(Int128)dataStart + end} but the file has {file.Length}; "
                + "it is cut short or damaged, fetch it again");
        }

        List<KeyValuePair<string, ITensorSource>> tensors =
            [.. entries.Select(entry => Locate(file, dataStart, entry))];
        return CheckpointPrefixes.WithoutWrappers(new(tensors, header.Metadata, []));
    }

    private static byte[] ReadHeader(CheckpointFile file)
    {
        Span<byte> lengthBytes = stackalloc byte[LengthBytes];
        file.ReadExactly(0, lengthBytes, "the header length");
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(lengthBytes);
        if (length > (ulong)CheckpointLimits.SafeTensorsHeaderBytes)
        {
            throw file.Error($"the header length is {length}, at most {CheckpointLimits.SafeTensorsHeaderBytes} is "
                + "allowed; this is not a safetensors file, or it is damaged");
        }

        if ((long)length > file.Length - LengthBytes)
        {
            throw file.Error($"the header has {length} bytes but the file only {file.Length}; it is cut short, fetch "
                + "it again");
        }

        byte[] json = new byte[length];
        file.ReadExactly(LengthBytes, json, "the header");
        if (json is not [(byte)'{', ..] || !Utf8.IsValid(json))
        {
            throw file.Error("the header is not UTF-8 JSON that begins with '{'; this is not a safetensors file, or "
                + "it is damaged");
        }

        return json;
    }

    private static KeyValuePair<string, ITensorSource> Locate(
        CheckpointFile file, long dataStart, SafeTensorsEntry entry)
    {
        StoredBytes bytes = new(dataStart + entry.Begin, entry.End - entry.Begin);
        return new(entry.Name, new StoredTensor(file.Stamp, bytes, entry.DType, Offset: 0, entry.Shape, Strides: null));
    }
}
