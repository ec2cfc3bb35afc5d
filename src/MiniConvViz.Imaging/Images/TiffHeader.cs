namespace MiniConvViz.Imaging;

/// <summary>The header of a TIFF file's first image.</summary>
internal static class TiffHeader
{
    private const int Width = 256, Height = 257, Bits = 258, Compression = 259, Photometric = 262, FillOrder = 266;
    private const int Offsets = 273, Orientation = 274, Samples = 277, RowsPerStrip = 278, Counts = 279, Planar = 284;
    private const int TileWidth = 322, Predictor = 317, ExtraSamples = 338, SampleFormat = 339;
    private const int Uncompressed = 1, Jpeg = 7, OldJpeg = 6;
    private const int WhiteIsZero = 0, BlackIsZero = 1, Rgb = 2, Palette = 3, Separated = 5, YCbCr = 6;
    private const int AssociatedAlpha = 1, UnassociatedAlpha = 2, Differences = 2;
    private const uint AllRows = uint.MaxValue;

    /// <summary>None, CCITT's three, LZW, both deflates, PackBits.</summary>
    private static readonly long[] Compressions = [Uncompressed, 2, 3, 4, 5, 8, 32946, 32773];

    /// <summary>The header, or null where a file is no TIFF.</summary>
    public static RasterHeader? Read(string path, ArraySegment<byte> file)
    {
        if (file.AsSpan().StartsWith("II+\0"u8) || file.AsSpan().StartsWith("MM\0+"u8))
        {
            throw RasterHeader.NotRead(path, "a BigTIFF image", "tif");
        }

        if (!TiffDirectory.IsTiff(file))
        {
            return null;
        }

        try
        {
            return Of(path, file, new TiffDirectory(file));
        }
        catch (Exception problem) when (problem is InvalidDataException or OverflowException)
        {
            throw RasterHeader.Damaged(path, "TIFF", $"{problem.Message}; it may be cut short");
        }
    }

    private static RasterHeader Of(string path, ArraySegment<byte> file, TiffDirectory tags)
    {
        (long width, long height) = (tags.Value(Width, 0), tags.Value(Height, 0));
        ImageBounds.CheckSize(path, width, height);
        long[] bits = tags.Has(Bits) ? tags.Values(Bits) : [1];
        long samples = tags.Value(Samples, 1);
        long photometric = tags.Value(Photometric, -1);
        string? obstacle = ObstacleOf(tags, samples, photometric)
            ?? (bits.Length == 0 || bits.Any(bit => bit != bits[0]) ? "a TIFF image of uneven bits"
                : ObstacleOfBits(photometric, (int)samples, bits[0]));
        if (obstacle is not null)
        {
            throw RasterHeader.NotRead(path, obstacle, "tif");
        }

        CheckStrips(path, file, tags, width, height, samples, bits[0]);
        RasterPixels pixels = photometric == Palette ? RasterPixels.Rgb48
            : bits[0] == 16 ? (samples == 1 ? RasterPixels.Gray16 : RasterPixels.Rgb48)
            : photometric == Separated ? RasterPixels.Cmyk
            : samples == 4 && tags.Value(ExtraSamples, 0) == AssociatedAlpha ? RasterPixels.Premultiplied
            : RasterPixels.Bytes;

        // ImageSharp does not read CMYK, and rounds differently where it divides by alpha: the tag becomes RGB.
        tags.Replace(Photometric, photometric == Separated ? (ushort)Rgb : (ushort)photometric);
        tags.Replace(ExtraSamples, UnassociatedAlpha);
        if (!tags.Has(Bits))
        {
            // One bit is the default, which ImageSharp does not assume: an entry of value 1 becomes the missing tag.
            tags.Rename(Planar, Bits);
        }

        return new RasterHeader("TIFF", (int)width, (int)height, pixels)
        {
            // ImageSharp decodes fax codes as white on black, whatever the tag's value.
            IsInverted = IsFax(tags) && photometric == BlackIsZero,
            Orientation = (int)tags.Value(Orientation, 1),
            HasMorePages = tags.HasNext,
        };
    }

    private static string? ObstacleOf(TiffDirectory tags, long samples, long photometric)
    {
        long compression = tags.Value(Compression, Uncompressed);
        return tags.Has(TileWidth) ? "a TIFF image in tiles"
            : compression is Jpeg or OldJpeg ? "a TIFF image compressed as JPEG"
            : !Compressions.Contains(compression) ? $"a TIFF image of compression {compression}"
            : tags.Values(SampleFormat).Any(format => format != 1)
                ? "a TIFF image of signed or floating-point values"
            : photometric is YCbCr or < 0 or > Separated || photometric == 4
                ? $"a TIFF image of colour space {photometric}"
            : samples is < 1 or > 4 ? $"a TIFF image of {samples} samples for each pixel"
            : tags.Value(FillOrder, 1) != 1 ? "a TIFF image with reversed bits"
            : tags.Value(Predictor, 1) is not (1 or Differences)
                || (tags.Value(Predictor, 1) == Differences && photometric is not (BlackIsZero or Rgb))
                ? "a TIFF image of an unusual predictor"
            : IsFax(tags) && (samples != 1 || tags.Value(Bits, 1) != 1) ? "a TIFF fax of more than one bit"
            : tags.Value(Planar, 1) is not (1 or 2) ? "a TIFF image of an unknown arrangement"
            : null;
    }

    private static bool IsFax(TiffDirectory tags) => tags.Value(Compression, Uncompressed) is >= 2 and <= 4;

    private static string? ObstacleOfBits(long photometric, int samples, long bits) => (photometric, samples) switch
    {
        (WhiteIsZero or BlackIsZero, 1) when bits is 1 or 2 or 4 or 8 or 16 => null,
        (Palette, 1) when bits is 1 or 2 or 4 or 8 => null,
        (Rgb, 3 or 4) when bits is 8 or 16 => null,
        (Separated, 4) when bits == 8 => null,
        (WhiteIsZero or BlackIsZero, 2) => "a grey TIFF image with transparency",
        _ => $"a TIFF image of {samples} samples of {bits} bits in colour space {photometric}",
    };

    /// <summary>
    /// Strips are groups of rows; they must lie in the file and, where they are not compressed, be complete.
    /// </summary>
    private static void CheckStrips(
        string path, ArraySegment<byte> file, TiffDirectory tags, long width, long height, long samples, long bits)
    {
        long rows = Math.Min(tags.Value(RowsPerStrip, AllRows), height);
        (long[] offsets, long[] counts) = (tags.Values(Offsets), tags.Values(Counts));
        bool isPlanar = tags.Value(Planar, 1) == 2;
        if (rows < 1 || offsets.Length != counts.Length
            || offsets.Length < ((height + rows - 1) / rows) * (isPlanar ? samples : 1))
        {
            throw new InvalidDataException($"{offsets.Length} strips of {rows} rows are too few");
        }

        bool isPlain = tags.Value(Compression, Uncompressed) == Uncompressed;
        long rowBytes = ((width * bits * (isPlanar ? 1 : samples)) + 7) / 8;
        long planeBytes = rowBytes * height * (isPlanar ? samples : 1);
        for (int i = 0; i < offsets.Length; i++)
        {
            if (offsets[i] + counts[i] > file.Count)
            {
                throw RasterHeader.CutShort(path, "TIFF", width, height);
            }
        }

        if (isPlain && counts.Sum() < planeBytes)
        {
            throw RasterHeader.CutShort(path, "TIFF", width, height);
        }
    }
}
