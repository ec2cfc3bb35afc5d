namespace MiniConvViz.Imaging;

/// <summary>
/// The positions of a grid's tiles. Maps are enlarged by whole numbers only, until a tile is easily visible; the
/// number of columns is chosen so that the figure is a little wider than high.
/// </summary>
internal sealed record GridLayout
{
    private const int LargestTile = 192;
    private const int SmallestTile = 48;
    private const int SmallestTileOfMany = 28;
    private const int Many = 600;
    private const double TargetArea = 640_000;
    private const double TargetAspect = 1.45;
    private const int TargetWidth = 640;
    private const int BareGap = 2;

    /// <summary>The number of canvas pixels, along each axis, for one value.</summary>
    public required int Scale { get; init; }

    /// <summary>The tile's width in canvas pixels: W * scale.</summary>
    public required int TileWidth { get; init; }

    /// <summary>The tile's height in canvas pixels: H * scale.</summary>
    public required int TileHeight { get; init; }

    /// <summary>The height of the line above the tile.</summary>
    public required int CaptionHeight { get; init; }

    /// <summary>The distance from one tile's left edge to the next one's.</summary>
    public required int PitchX { get; init; }

    /// <summary>The distance from one caption's top to the one below.</summary>
    public required int PitchY { get; init; }

    public required int Columns { get; init; }

    public required int Rows { get; init; }

    /// <summary>The width of all columns, without a gap after the last.</summary>
    public required int Width { get; init; }

    /// <summary>The height of all rows, without a gap below the last.</summary>
    public required int Height { get; init; }

    /// <summary>Lays out <paramref name="count"/> maps.</summary>
    /// <param name="count">The number of tiles.</param>
    /// <param name="mapWidth">Values per row of a map.</param>
    /// <param name="mapHeight">Rows of a map.</param>
    /// <param name="captionWidth">The width of the widest caption.</param>
    /// <param name="captionHeight">The height of the captions above a tile.</param>
    /// <param name="options">The requested scale and number of columns; null for automatic ones.</param>
    public static GridLayout For(
        int count, int mapWidth, int mapHeight, int captionWidth, int captionHeight, GridOptions? options = null)
    {
        int scale = options?.Scale ?? ScaleFor(count, mapWidth, mapHeight);
        (int width, int height) = (mapWidth * scale, mapHeight * scale);
        return ForTiles(count, width, height, captionWidth, captionHeight, options) with { Scale = scale };
    }

    /// <summary>Lays out <paramref name="count"/> tiles of a given size in pixels.</summary>
    public static GridLayout ForTiles(
        int count, int tileWidth, int tileHeight, int captionWidth, int captionHeight, GridOptions? options = null)
    {
        if (options?.IsBare == true)
        {
            (captionWidth, captionHeight) = (0, 0);
        }

        int cellWidth = Math.Max(tileWidth, captionWidth);
        int gap = options?.IsBare == true ? BareGap : tileWidth < 40 ? 6 : tileWidth < 90 ? 8 : 12;
        int pitchX = cellWidth + gap;
        int below = options?.IsBare == true ? BareGap : gap - 2;
        int pitchY = captionHeight + tileHeight + below;
        int columns = Math.Min(options?.Columns ?? ColumnsFor(count, pitchX, pitchY), count);
        int rows = (count + columns - 1) / columns;
        return new GridLayout
        {
            Scale = 1,
            TileWidth = tileWidth,
            TileHeight = tileHeight,
            CaptionHeight = captionHeight,
            PitchX = pitchX,
            PitchY = pitchY,
            Columns = columns,
            Rows = rows,
            Width = Clamp(((long)columns * pitchX) - gap),
            Height = Clamp(((long)rows * pitchY) - below),
        };
    }

    /// <summary>The caption's left and top of one tile, relative to the grid.</summary>
    public (int X, int Y) Cell(int index) => (index % Columns * PitchX, index / Columns * PitchY);

    /// <summary>The factor by which maps are enlarged: larger where there are few of them.</summary>
    public static int ScaleFor(int count, int mapWidth, int mapHeight)
    {
        int side = Math.Max(mapWidth, mapHeight);
        double wanted = Math.Clamp(Math.Sqrt(TargetArea / count), SmallestTile, LargestTile);
        int smallest = count > Many ? SmallestTileOfMany : SmallestTile;
        return Math.Max((int)(wanted / side), (smallest + side - 1) / side);
    }

    /// <summary>Clamps instead of overflowing; too large a figure is refused later.</summary>
    private static int Clamp(long pixels) => (int)Math.Min(pixels, int.MaxValue / 2);

    private static int ColumnsFor(int count, int pitchX, int pitchY)
    {
        int best = 1;
        double lowest = double.PositiveInfinity;
        for (int columns = 1; columns <= count; columns++)
        {
            int rows = (count + columns - 1) / columns;
            double width = columns * pitchX, height = (rows * pitchY) + 110;
            double cost = Math.Abs(Math.Log(width / height / TargetAspect))
                + (1.7 * ((columns * rows) - count) / count)
                + Math.Max(0, Math.Log(TargetWidth / width))
                - (columns % 8 == 0 || columns % 10 == 0 ? 0.1 : 0);
            if (cost < lowest)
            {
                (lowest, best) = (cost, columns);
            }
        }

        return best;
    }
}
