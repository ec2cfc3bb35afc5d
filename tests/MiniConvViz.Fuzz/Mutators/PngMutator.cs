using System.Buffers.Binary;
using System.IO.Compression;

namespace MiniConvViz.Fuzz.Mutators;

/// <summary>Changes the chunks of a PNG file, its header's fields, or its rows before they are packed again.</summary>
internal static class PngMutator
{
    private const int LargestRows = 1 << 20;

    private static readonly string[] Kinds =
    [
        "PLTE", "tRNS", "gAMA", "cHRM", "sRGB", "iCCP", "sBIT", "bKGD", "hIST", "pHYs", "tEXt", "zTXt", "iTXt", "tIME",
        "eXIf", "acTL", "fcTL", "fdAT", "IDAT", "IEND", "sPLT", "CgBI", "oFFs",
    ];

    /// <summary>One change; null where there are no chunks.</summary>
    public static byte[]? Mutate(byte[] whole, byte[] donor, Random random)
    {
        List<(string Kind, byte[] Content)> chunks = PngChunks.Read(whole);
        if (chunks.Count == 0)
        {
            return null;
        }

        int at = random.Next(chunks.Count);
        (string kind, byte[] content) = chunks[at];
        switch (random.Next(9))
        {
            case 0:
                chunks.RemoveAt(at);
                break;
            case 1:
                chunks.Insert(random.Next(chunks.Count + 1), chunks[at]);
                break;
            case 2:
                chunks.Insert(at, (Kinds[random.Next(Kinds.Length)], Havoc.Mutate([], donor, random)));
                break;
            case 3 when PngChunks.IsPng(donor) && PngChunks.Read(donor) is { Count: > 0 } others:
                chunks.Insert(at, others[random.Next(others.Count)]);
                break;
            case 4 or 5:
                chunks[0] = (chunks[0].Kind, OtherHeader(chunks[0].Content, random));
                break;
            case 6 when OtherRows(chunks, random) is { } packed:
                chunks = packed;
                break;
            default:
                chunks[at] = (kind, Havoc.Mutate(content, donor, random));
                break;
        }

        return PngChunks.Write(chunks);
    }

    /// <summary>Width, height, bits, colour type, compression, filter or interlacing.</summary>
    private static byte[] OtherHeader(byte[] header, Random random)
    {
        byte[] changed = [.. header, .. new byte[Math.Max(0, 13 - header.Length)]];
        int field = random.Next(7);
        if (field < 2)
        {
            BinaryPrimitives.WriteUInt32BigEndian(changed.AsSpan(4 * field), (uint)Havoc.Integer(random));
        }
        else
        {
            byte[] values = [0, 1, 2, 3, 4, 6, 8, 16, 255];
            changed[6 + field] = values[random.Next(values.Length)];
        }

        return changed;
    }

    /// <summary>The rows unpacked, changed and packed into one chunk; null where they cannot be unpacked.</summary>
    private static List<(string Kind, byte[] Content)>? OtherRows(
        List<(string Kind, byte[] Content)> chunks, Random random)
    {
        int first = chunks.FindIndex(chunk => chunk.Kind == "IDAT");
        byte[] packed = [.. chunks.Where(chunk => chunk.Kind == "IDAT").SelectMany(chunk => chunk.Content)];
        if (first < 0 || Unpacked(packed) is not byte[] rows)
        {
            return null;
        }

        using MemoryStream stream = new();
        using (ZLibStream deflate = new(stream, CompressionLevel.Fastest, leaveOpen: true))
        {
            deflate.Write(Havoc.Mutate(rows, rows, random));
        }

        List<(string Kind, byte[] Content)> others =
            [.. chunks.Where((chunk, i) => i == first || chunk.Kind != "IDAT")];
        others[others.FindIndex(chunk => chunk.Kind == "IDAT")] = ("IDAT", stream.ToArray());
        return others;
    }

    private static byte[]? Unpacked(byte[] packed)
    {
        try
        {
            using ZLibStream inflate = new(new MemoryStream(packed), CompressionMode.Decompress);
            byte[] rows = new byte[LargestRows];
            int length = inflate.ReadAtLeast(rows, rows.Length, throwOnEndOfStream: false);
            return rows[..length];
        }
        catch (Exception problem) when (problem is InvalidDataException or IOException)
        {
            // Damaged, or in need of a dictionary, for which zlib has an exception of its own.
            return null;
        }
    }
}
