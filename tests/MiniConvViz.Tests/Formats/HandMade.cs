using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;

namespace MiniConvViz.Tests.Formats;

/// <summary>Checkpoints built from parts, so that any part can be wrong.</summary>
internal static class HandMade
{
    /// <summary>A zip checkpoint with one storage, '0'.</summary>
    public static byte[] Zip(byte[] pickle, params float[] storage) =>
        Zip(CompressionLevel.NoCompression, ("archive/data.pkl", pickle), ("archive/data/0", Bytes(storage)));

    /// <summary>A zip archive of any records.</summary>
    public static byte[] Zip(CompressionLevel level, params (string Name, byte[] Bytes)[] records)
    {
        using MemoryStream stream = new();
        using (ZipArchive archive = new(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] bytes) in records)
            {
                using Stream record = archive.CreateEntry(name, level).Open();
                record.Write(bytes);
            }
        }

        return stream.ToArray();
    }

    /// <summary>The same archive as PyTorch writes it without checksums: they are 0.</summary>
    public static byte[] WithoutChecksums(byte[] zip)
    {
        byte[] bare = [.. zip];
        for (int at = 0; at + 46 <= bare.Length; at++)
        {
            if (bare.AsSpan(at).StartsWith("PK\x01\x02"u8))
            {
                bare.AsSpan(at + 16, sizeof(uint)).Clear();
            }
        }

        return bare;
    }

    /// <summary>An archive whose directory has another one's checksums, as after flipped bits.</summary>
    public static byte[] WithChecksumsOf(byte[] zip, byte[] other)
    {
        byte[] changed = [.. zip];
        int[] from = [.. DirectoryEntries(other)];
        int next = 0;
        foreach (int at in DirectoryEntries(zip))
        {
            other.AsSpan(from[next++] + 16, sizeof(uint)).CopyTo(changed.AsSpan(at + 16));
        }

        return changed;
    }

    private static IEnumerable<int> DirectoryEntries(byte[] zip) => Enumerable
        .Range(0, zip.Length - 46)
        .Where(at => zip.AsSpan(at).StartsWith("PK\x01\x02"u8));

    /// <summary>A legacy checkpoint: the object's pickle, the list of one key '0', and that storage.</summary>
    public static byte[] Legacy(byte[] pickle, params float[] storage)
    {
        byte[] magic = [0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E];
        byte[] version = PickleBytes.Protocol2().Integer(1001).Op(".").ToArray();
        byte[] system = PickleBytes.Protocol2().Op("}").Text("little_endian").Raw(0x88).Op("s.").ToArray();
        byte[] keys = PickleBytes.Protocol2().Op("]").Text("0").Op("a.").ToArray();
        byte[] count = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(count, storage.Length);
        return [.. magic, .. version, .. system, .. pickle, .. keys, .. count, .. Bytes(storage)];
    }

    /// <summary>A safetensors file of any header and data.</summary>
    public static byte[] SafeTensors(string header, int dataBytes)
    {
        byte[] json = Encoding.UTF8.GetBytes(header);
        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, json.Length);
        return [.. length, .. json, .. new byte[dataBytes]];
    }

    public static byte[] Bytes(params float[] numbers) => MemoryMarshal.AsBytes(numbers.AsSpan()).ToArray();
}
