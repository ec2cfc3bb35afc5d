using System.Buffers;
using System.Runtime.InteropServices;
using SkiaSharp;

namespace MiniConvViz.Imaging;

/// <summary>
/// A white canvas. Tiles and boxes are written directly into the pixels, so that a value's colour is exact; only text
/// is drawn by Skia, into the same memory.
/// </summary>
internal sealed class Canvas : IDisposable
{
    private readonly byte[] _rgba;
    private readonly GCHandle _pinned;
    private readonly SKSurface _surface;
    private readonly TextMeasure _fonts = new();
    private readonly SKPaint _ink = new() { IsAntialias = true };

    /// <summary>A white canvas of the given size.</summary>
    /// <param name="width">Pixels per row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="isFramed">Whether it has a hairline along the edge.</param>
    public Canvas(int width, int height, bool isFramed = true)
    {
        Width = width;
        Height = height;
        SKImageInfo info = new(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        _rgba = ArrayPool<byte>.Shared.Rent(checked(4 * width * height));
        _pinned = GCHandle.Alloc(_rgba, GCHandleType.Pinned);
        Pixels.Fill(Palette.Paper.Packed);
        _surface = SKSurface.Create(info, _pinned.AddrOfPinnedObject(), info.RowBytes)
            ?? throw new InvalidOperationException($"A canvas of {width}x{height} pixels could not be made.");
        if (isFramed)
        {
            Frame(0, 0, width, height, Palette.Hairline);
        }
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>All pixels, row by row, packed as <see cref="Rgb.Packed"/>.</summary>
    private Span<uint> Pixels => MemoryMarshal.Cast<byte, uint>(_rgba.AsSpan(0, 4 * Width * Height));

    /// <summary>A run of pixels of one row.</summary>
    public Span<uint> Row(int x, int y, int width) => Pixels.Slice((y * Width) + x, width);

    /// <summary>A filled box.</summary>
    public void Fill(int x, int y, int width, int height, Rgb color)
    {
        for (int row = y; row < y + height; row++)
        {
            Row(x, row, width).Fill(color.Packed);
        }
    }

    /// <summary>A line one pixel wide along the inside of a box.</summary>
    public void Frame(int x, int y, int width, int height, Rgb color)
    {
        Fill(x, y, width, 1, color);
        Fill(x, y + height - 1, width, 1, color);
        Fill(x, y, 1, height, color);
        Fill(x + width - 1, y, 1, height, color);
    }

    /// <summary>A box of diagonal lines, for a tile without detail.</summary>
    public void Hatch(int x, int y, int width, int height)
    {
        for (int row = 0; row < height; row++)
        {
            Span<uint> pixels = Row(x, y + row, width);
            for (int column = 0; column < width; column++)
            {
                pixels[column] = ((column + row) % 6 == 0 ? Palette.Hatch : Palette.HatchPaper).Packed;
            }
        }
    }

    /// <summary>Text whose baseline begins at (x, y).</summary>
    public void Text(float x, float y, string text, TextStyle style) => Text(x, y, text, style, SKTextAlign.Left);

    /// <summary>Text that ends at x.</summary>
    public void TextRight(float x, float y, string text, TextStyle style) => Text(x, y, text, style, SKTextAlign.Right);

    /// <summary>Text whose middle is at x.</summary>
    public void TextCentered(float x, float y, string text, TextStyle style) =>
        Text(x, y, text, style, SKTextAlign.Center);

    /// <summary>Ends the drawing. The picture takes over the pixels; the canvas must not be used again.</summary>
    public Picture ToPicture() => new(Width, Height, _rgba);

    public void Dispose()
    {
        _surface.Dispose();
        _fonts.Dispose();
        _ink.Dispose();
        _pinned.Free();
    }

    private void Text(float x, float y, string text, TextStyle style, SKTextAlign align)
    {
        _ink.Color = new SKColor(style.Color.R, style.Color.G, style.Color.B);
        IReadOnlyList<TextRun> runs = _fonts.Runs(text, style);
        if (runs is [TextRun only])
        {
            _surface.Canvas.DrawText(only.Text, x, y, align, only.Font, _ink);
            return;
        }

        float width = align == SKTextAlign.Left ? 0 : _fonts.Width(text, style);
        x -= align == SKTextAlign.Center ? width / 2 : width;
        foreach (TextRun run in runs)
        {
            _surface.Canvas.DrawText(run.Text, x, y, SKTextAlign.Left, run.Font, _ink);
            x += run.Font.MeasureText(run.Text);
        }
    }
}
