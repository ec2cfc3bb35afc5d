namespace MiniConvViz.Imaging;

/// <summary>What <see cref="Report"/> draws, and how.</summary>
public sealed record ReportOptions
{
    /// <summary>All layers, drawn as <c>miniconvviz render</c> draws them.</summary>
    public static ReportOptions Default { get; } = new();

    /// <summary>The layers: names, globs or <c>kind:Conv2d</c>.</summary>
    public IReadOnlyList<string> Layers { get; init; } = ["*"];

    /// <summary>How a layer's maps are drawn.</summary>
    public GridOptions Grid { get; init; } = GridOptions.Default;

    /// <summary>Whether each convolution's filters are drawn beside its maps.</summary>
    public bool Filters { get; init; }

    /// <summary>What the report calls the image.</summary>
    public string Image { get; init; } = "image";

    /// <summary>How the image is prepared; null for the network's own way.</summary>
    public Preprocessing? Preprocessing { get; init; }
}
