namespace MiniConvViz.Fuzz.Mutators;

/// <summary>Changes a picture by the rules of its format.</summary>
internal static class PictureMutator
{
    /// <summary>One change; null where the format is not known.</summary>
    public static byte[]? Mutate(byte[] whole, byte[] donor, Random random) =>
        whole.Length < 30 ? null
        : PngChunks.IsPng(whole) ? PngMutator.Mutate(whole, donor, random)
        : whole[0] == 0xFF ? JpegSegment(whole, random)
        : Header(whole, random);

    /// <summary>A segment changed inside, doubled or removed; its length stays right.</summary>
    private static byte[]? JpegSegment(byte[] whole, Random random)
    {
        List<Range> segments = [];
        for (int at = 2; at + 4 <= whole.Length && whole[at] == 0xFF && whole[at + 1] != 0xDA;)
        {
            int end = at + 2 + ((whole[at + 2] << 8) | whole[at + 3]);
            if (end < at + 4 || end > whole.Length)
            {
                break;
            }

            segments.Add(at..end);
            at = end;
        }

        if (segments.Count == 0)
        {
            return null;
        }

        (int start, int length) = segments[random.Next(segments.Count)].GetOffsetAndLength(whole.Length);
        ReadOnlySpan<byte> segment = whole.AsSpan(start, length);
        if (random.Next(4) == 0)
        {
            return random.Next(2) == 0
                ? Havoc.Replaced(whole, start, length, [])
                : Havoc.Replaced(whole, start, 0, segment);
        }

        byte[] content = Havoc.Mutate(segment[4..].ToArray(), whole, random);
        content = content.Length < 65_000 ? content : content[..65_000];
        int newLength = content.Length + 2;
        return Havoc.Replaced(
            whole, start, length, [0xFF, segment[1], (byte)(newLength >> 8), (byte)newLength, .. content]);
    }

    /// <summary>GIF, BMP and WebP have their sizes, counts and kinds in the first bytes.</summary>
    private static byte[] Header(byte[] whole, Random random)
    {
        int length = Math.Min(random.Next(2) == 0 ? 30 : 64, whole.Length);
        byte[] header = whole[..length];
        return Havoc.Replaced(whole, 0, length, Havoc.Mutate(header, whole, random));
    }
}
