namespace MiniConvViz.Imaging;

/// <summary>A heading above tiles in a grid; a bare figure has the tiles alone.</summary>
/// <param name="Name">The layer's name, for messages.</param>
/// <param name="Heading">The heading above the tiles.</param>
/// <param name="Layout">The positions of the tiles.</param>
/// <param name="IsBare">Whether heading and margin are left out.</param>
internal sealed record TileFigure(string Name, Heading Heading, GridLayout Layout, bool IsBare)
{
    private const int HeadingGap = 18;

    /// <summary>Draws the heading, and calls a function for every tile.</summary>
    /// <param name="measure">The fonts.</param>
    /// <param name="count">The number of tiles.</param>
    /// <param name="drawCell">Draws the tile of an index, its caption's top left corner at (x, y).</param>
    /// <exception cref="PictureTooLargeException">The figure would not fit into memory.</exception>
    public Picture Draw(TextMeasure measure, int count, Action<Canvas, int, int, int> drawCell)
    {
        int margin = IsBare ? 0 : Heading.Margin;
        int width = IsBare ? Layout.Width : Math.Max(Layout.Width, Heading.PreferredWidth(measure));
        int above = IsBare ? 0 : Heading.Height(measure, width) + HeadingGap;
        FigureValidation.CheckSize(Name, width, (long)above + Layout.Height);
        using Canvas canvas = new(width + (2 * margin), above + Layout.Height + (2 * margin), isFramed: !IsBare);
        if (!IsBare)
        {
            Heading.Draw(canvas, measure, margin, margin, width);
        }

        for (int i = 0; i < count; i++)
        {
            (int x, int y) = Layout.Cell(i);
            drawCell(canvas, i, margin + x, margin + above + y);
        }

        return canvas.ToPicture();
    }
}
