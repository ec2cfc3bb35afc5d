using System.IO.Compression;

namespace MiniConvViz.Fuzz.Mutators;

/// <summary>
/// Changes the content of a zip archive and packs it again, with right checksums; or changes the records of the zip
/// format itself.
/// </summary>
internal static class ZipMutator
{
    private const int LargestMember = 1 << 20;
    private const int LongestName = 10_000;

    /// <summary>One change; null where the archive cannot be opened.</summary>
    public static byte[]? Mutate(byte[] whole, byte[] donor, Random random)
    {
        if (random.Next(5) == 0)
        {
            return InRecords(whole, random);
        }

        if (Members(whole) is not { Count: > 0 } members)
        {
            return null;
        }

        int at = random.Next(members.Count);
        (string name, byte[] content) = members[at];
        switch (random.Next(10))
        {
            case 0:
                members.RemoveAt(at);
                break;
            case 1:
                members.Insert(random.Next(members.Count + 1), members[at]);
                break;
            case 2:
                members[at] = (OtherName(name, members, random), content);
                break;
            case 3 when Members(donor) is { Count: > 0 } others:
                (string otherName, byte[] otherContent) = others[random.Next(others.Count)];
                members[at] = (random.Next(2) == 0 ? name : otherName, otherContent);
                break;
            case 4:
                members[at] = (name, members[random.Next(members.Count)].Content);
                break;
            default:
                members[at] = (name, Changed(name, content, donor, random));
                break;
        }

        return Pack(members, random.Next(8) == 0 ? CompressionLevel.Fastest : CompressionLevel.NoCompression);
    }

    /// <summary>Zip's lengths, counts and offsets are next to the signatures of its records.</summary>
    private static byte[]? InRecords(byte[] whole, Random random)
    {
        const int recordBytes = 46;
        int from = random.Next(whole.Length + 1);
        int at = whole.AsSpan(from).IndexOf("PK"u8);
        if (at < 0)
        {
            return null;
        }

        int start = from + at;
        int length = Math.Min(recordBytes, whole.Length - start);
        byte[] record = whole.AsSpan(start, length).ToArray();
        return Havoc.Replaced(whole, start, length, Havoc.Mutate(record, record, random));
    }

    private static byte[] Changed(string name, byte[] content, byte[] donor, Random random)
    {
        byte[]? changed = name.EndsWith(".pkl", StringComparison.Ordinal) ? PickleMutator.Mutate(content, donor, random)
            : name.EndsWith(".npy", StringComparison.Ordinal) ? NumpyMutator.Mutate(content, donor, random)
            : null;
        return changed ?? Havoc.Mutate(content, donor, random);
    }

    private static string OtherName(string name, List<(string Name, byte[] Content)> members, Random random) =>
        random.Next(6) switch
        {
            0 => "../" + name,
            1 => name.Replace("/", "//", StringComparison.Ordinal),
            2 => members[random.Next(members.Count)].Name,
            3 => name + "\u202e\n\u001b[31m",
            4 => "archive/data.pkl",
            _ => $"archive/data/{Havoc.Integer(random)}",
        };

    private static List<(string Name, byte[] Content)>? Members(byte[] zip)
    {
        try
        {
            using ZipArchive archive = new(new MemoryStream(zip), ZipArchiveMode.Read);
            return [.. archive.Entries.Select(entry => (entry.FullName, Content(entry)))];
        }
        catch (Exception problem) when (problem is InvalidDataException or IOException or NotSupportedException
            or ArgumentException)
        {
            return null;
        }
    }

    private static byte[] Content(ZipArchiveEntry entry)
    {
        using Stream stream = entry.Open();
        using MemoryStream content = new();
        byte[] part = new byte[4096];
        for (int read = stream.Read(part); read > 0 && content.Length < LargestMember; read = stream.Read(part))
        {
            content.Write(part, 0, read);
        }

        return content.ToArray();
    }

    private static byte[] Pack(List<(string Name, byte[] Content)> members, CompressionLevel level)
    {
        using MemoryStream stream = new();
        using (ZipArchive archive = new(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] content) in members)
            {
                using Stream record = archive.CreateEntry(name.Length is 0 or > LongestName ? "x" : name, level).Open();
                record.Write(content);
            }
        }

        return stream.ToArray();
    }
}
