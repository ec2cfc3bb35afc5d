using System.Buffers.Binary;
using System.Text;

namespace MiniConvViz.Imaging;

/// <summary>
/// PBM, PGM and PPM files: <c>P1</c> to <c>P6</c>, width, height and, except in PBM, the brightest value, in decimal
/// digits; comments from # to the end of the line may be between them. In P1 to P3 the values follow in digits; in P4
/// to P6 one white space follows, then bytes, two for each value where the brightest is above 255. Pillow scales the
/// brightest value to 255, or to 65535 for 16-bit grey.
/// </summary>
/// <remarks>
/// ImageSharp 2.1.13 swaps the two bytes of 16-bit values and does not scale: so the format is read here.
/// Source: https://netpbm.sourceforge.net/doc/pnm.html
/// </remarks>
internal sealed class PnmReader
{
    private const byte PlainBitmap = (byte)'1', PlainColors = (byte)'3';
    private const byte Bitmap = (byte)'4', Colors = (byte)'6';
    private const int MostDigits = 10;

    private readonly string _path;
    private readonly ArraySegment<byte> _file;
    private readonly byte _kind;
    private readonly int _width, _height, _most;
    private int _at = 2;

    private PnmReader(string path, ArraySegment<byte> file)
    {
        (_path, _file, _kind) = (path, file, file[1]);
        (long width, long height) = (Next(), Next());
        long most = IsBitmap ? 1 : Next();
        ImageBounds.CheckSize(path, width, height);
        (_width, _height, _most) = ((int)width, (int)height, (int)Math.Min(most, ushort.MaxValue));
        if (most is < 1 or > ushort.MaxValue)
        {
            throw RasterHeader.Damaged(path, "PNM", $"its brightest value is {most}");
        }
    }

    private bool IsBitmap => _kind is PlainBitmap or Bitmap;

    private bool IsPlain => _kind < Bitmap;

    private int Samples => _kind is PlainColors or Colors ? 3 : 1;

    public static bool IsPnm(ReadOnlySpan<byte> file) =>
        file.Length > 2 && file[0] == 'P' && file[1] is >= PlainBitmap and <= Colors && IsSpace(file[2]);

    /// <summary>The image, or null where a file is no PNM.</summary>
    public static RgbImage? Read(string path, ArraySegment<byte> file, Gray16 gray16) =>
        IsPnm(file) ? new PnmReader(path, file).Read(gray16) : null;

    private RgbImage Read(Gray16 gray16)
    {
        CheckWhole();
        bool isWide = _most > byte.MaxValue && Samples == 1;
        int range = isWide ? ushort.MaxValue : byte.MaxValue;
        byte[] rgb = new byte[3L * _width * _height];
        int clipped = 0;
        _at += IsPlain ? 0 : 1;
        for (int i = 0; i < rgb.Length; i += 3 / Samples)
        {
            int value = (int)Math.Round(Math.Min((double)Value(i / 3) / _most * range, range));
            if (isWide)
            {
                clipped += gray16 == Gray16.Clip && value > byte.MaxValue ? 1 : 0;
                value = gray16 == Gray16.Clip ? Math.Min(value, byte.MaxValue) : value >> 8;
            }

            rgb.AsSpan(i, 3 / Samples).Fill((byte)value);
        }

        return new RgbImage(_width, _height, rgb) { ClippedPixels = clipped };
    }

    /// <summary>Checks, before anything is allocated, that the file has as many values as its header claims.</summary>
    private void CheckWhole()
    {
        long values = (long)_width * _height * Samples;
        bool isWhole = IsPlain ? CountWords(_file.AsSpan(_at)) >= values
            : _file.Count - (_at + 1) >= (IsBitmap
                ? (_width + 7L) / 8 * _height
                : values * (_most > byte.MaxValue ? 2 : 1));
        if (!isWhole)
        {
            throw RasterHeader.CutShort(_path, "PNM", _width, _height);
        }
    }

    /// <summary>The next value; in a bitmap 0 is white.</summary>
    private int Value(int pixel)
    {
        if (_kind == Bitmap)
        {
            (int y, int x) = Math.DivRem(pixel, _width);
            int bits = _file[_at + (y * ((_width + 7) / 8)) + (x / 8)];
            return 1 - ((bits >> (7 - (x % 8))) & 1);
        }

        if (_kind == PlainBitmap)
        {
            SkipSpace();
            return _file[_at++] == '1' ? 0 : 1;
        }

        if (IsPlain)
        {
            return (int)Math.Min(Next(), _most);
        }

        int value = _most > byte.MaxValue ? BinaryPrimitives.ReadUInt16BigEndian(_file.AsSpan(_at)) : _file[_at];
        _at += _most > byte.MaxValue ? 2 : 1;
        return value;
    }

    /// <summary>The next number in digits.</summary>
    private long Next()
    {
        SkipSpace();
        int length = 0;
        while (_at + length < _file.Count && char.IsAsciiDigit((char)_file[_at + length]) && length <= MostDigits)
        {
            length++;
        }

        long number = length is > 0 and <= MostDigits
            ? long.Parse(Encoding.ASCII.GetString(_file.AsSpan(_at, length)), provider: null)
            : throw RasterHeader.Damaged(_path, "PNM", "it holds no number where one belongs");
        _at += length;
        return number;
    }

    private void SkipSpace()
    {
        while (_at < _file.Count && (IsSpace(_file[_at]) || _file[_at] == '#'))
        {
            int end = _file[_at] == '#' ? _file.AsSpan(_at).IndexOfAny((byte)'\n', (byte)'\r') : 0;
            _at = end < 0 ? _file.Count : _at + end + 1;
        }
    }

    /// <summary>Reads numbers in digits; in a bitmap every digit is a number.</summary>
    private long CountWords(ReadOnlySpan<byte> text)
    {
        long count = 0;
        bool isInWord = false, isComment = false;
        foreach (byte letter in text)
        {
            isComment = letter == '#' || (isComment && letter is not ((byte)'\n' or (byte)'\r'));
            bool isDigit = !isComment && char.IsAsciiDigit((char)letter);
            count += isDigit && (_kind == PlainBitmap || !isInWord) ? 1 : 0;
            isInWord = isDigit;
        }

        return count;
    }

    private static bool IsSpace(byte letter) => letter is (byte)' ' or (>= (byte)'\t' and <= (byte)'\r');
}
