namespace MiniConvViz.Imaging;

/// <summary>The style of a text: its size in pixels, its weight and its colour.</summary>
internal readonly record struct TextStyle(float Size, bool Medium, Rgb Color)
{
    /// <summary>The layer's name.</summary>
    public static TextStyle Title { get; } = new(21, true, Palette.Ink);

    /// <summary>The operator, beside the title.</summary>
    public static TextStyle Subtitle { get; } = new(15, false, Palette.Muted);

    /// <summary>Facts in the heading, names in a bar chart.</summary>
    public static TextStyle Body { get; } = new(13, false, Palette.Muted);

    /// <summary>The same, emphasised.</summary>
    public static TextStyle Strong { get; } = new(13, true, Palette.Ink);

    /// <summary>A channel's number.</summary>
    public static TextStyle Number { get; } = new(11, true, Palette.Muted);

    /// <summary>A channel's range, the ends of a colour bar.</summary>
    public static TextStyle Small { get; } = new(11, false, Palette.Muted);

    /// <summary>A weight inside its cell, in ink that can be read on the cell's colour.</summary>
    public static TextStyle Weight(Rgb paper) => new(10, false, Palette.InkOn(paper));

    /// <summary>Words inside a hatched tile.</summary>
    public static TextStyle Mark { get; } = new(10, false, Palette.Muted);
}
