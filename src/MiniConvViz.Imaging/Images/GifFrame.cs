using System.Buffers.Binary;

namespace MiniConvViz.Imaging;

/// <summary>
/// The first frame of a GIF file as Pillow converts it to RGB: a transparent pixel has the palette's colour of its
/// index, and the canvas outside the frame has the colour of the transparent index, or of index 0. Skia would make both
/// black; so the transparency flag is removed in memory before Skia decodes the file, and the canvas is filled here.
/// </summary>
/// <remarks>
/// GIF: header (6), width, height (2 each), flags, background, aspect (1 each), global palette; then extensions
/// <c>21 LABEL</c> with sub-blocks, of which <c>F9</c> has the transparency, and the frame <c>2C</c>: left, top, width,
/// height (2 each), flags, local palette. Source: https://www.w3.org/Graphics/GIF/spec-gif89a.txt
/// </remarks>
internal readonly record struct GifFrame(int Left, int Top, int Width, int Height, byte Red, byte Green, byte Blue)
{
    /// <summary>The position in the file of the frame's compressed pixels (<see cref="GifData"/>).</summary>
    public int Data { get; private init; }

    private const int GlobalPalette = 13, FrameHeader = 10, ControlLength = 8;
    private const byte Extension = 0x21, Control = 0xF9, Image = 0x2C, HasPalette = 0x80;

    /// <summary>Finds the first frame and removes its transparency flag in memory.</summary>
    /// <returns>Null, and nothing changed, where the file is no GIF or has no frame.</returns>
    public static GifFrame? Reveal(Span<byte> file)
    {
        if (file.Length < GlobalPalette || !file.StartsWith("GIF8"u8))
        {
            return null;
        }

        byte transparent = 0;
        int at = GlobalPalette + PaletteBytes(file[10]);
        while (at + ControlLength <= file.Length && file[at] == Extension)
        {
            if (file[at + 1] == Control && (file[at + 3] & 1) != 0)
            {
                transparent = file[at + 6];
                file[at + 3] &= 0xFE;
            }

            at = EndOfBlocks(file, at + 2);
        }

        return at + FrameHeader <= file.Length && file[at] == Image ? Of(file, at, transparent) : null;
    }

    /// <summary>Colours the canvas outside the frame; RGBA, row by row.</summary>
    public void FillAround(Span<byte> rgba, int width, int height)
    {
        if (Left == 0 && Top == 0 && Width >= width && Height >= height)
        {
            return;
        }

        for (int y = 0; y < height; y++)
        {
            bool isBeside = y < Top || y >= Top + Height;
            for (int x = 0; x < width; x++)
            {
                if (isBeside || x < Left || x >= Left + Width)
                {
                    Span<byte> pixel = rgba.Slice(4 * ((y * width) + x), 4);
                    (pixel[0], pixel[1], pixel[2]) = (Red, Green, Blue);
                }
            }
        }
    }

    private static GifFrame Of(ReadOnlySpan<byte> file, int at, byte index)
    {
        byte flags = file[at + 9];
        bool isLocal = (flags & HasPalette) != 0;
        int palette = isLocal ? at + FrameHeader : GlobalPalette;
        int colour = palette + (3 * index);

        // An index beyond the palette is its own grey value, as without a palette.
        bool isInPalette = 3 * index < PaletteBytes(isLocal ? flags : file[10]) && colour + 3 <= file.Length;
        ReadOnlySpan<byte> rgb = isInPalette ? file.Slice(colour, 3) : [index, index, index];
        (int left, int top) = (Number(file, at + 1), Number(file, at + 3));
        (int width, int height) = (Number(file, at + 5), Number(file, at + 7));
        int data = at + FrameHeader + (isLocal ? PaletteBytes(flags) : 0);
        return new GifFrame(left, top, width, height, rgb[0], rgb[1], rgb[2]) { Data = data };
    }

    private static int Number(ReadOnlySpan<byte> file, int at) => BinaryPrimitives.ReadUInt16LittleEndian(file[at..]);

    private static int PaletteBytes(byte flags) => (flags & HasPalette) == 0 ? 0 : 3 << ((flags & 7) + 1);

    /// <summary>The byte after a chain of sub-blocks, each with its length in front and the last of length 0.</summary>
    private static int EndOfBlocks(ReadOnlySpan<byte> file, int at)
    {
        while (at < file.Length && file[at] != 0)
        {
            at += file[at] + 1;
        }

        return at + 1;
    }
}
