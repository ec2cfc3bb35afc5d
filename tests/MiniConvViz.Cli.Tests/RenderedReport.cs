using System.Text.Json;
using System.Text.RegularExpressions;
using SkiaSharp;

namespace MiniConvViz.Cli.Tests;

/// <summary>A report of <c>render</c>, read back.</summary>
internal sealed partial class RenderedReport
{
    private readonly string _folder;
    private readonly JsonElement _index;

    public RenderedReport(params ReadOnlySpan<string> path)
    {
        _folder = Path.Combine(path);
        _index = JsonSerializer.Deserialize<JsonElement>(File.ReadAllBytes(Path.Combine(_folder, "index.json")));
    }

    /// <summary>The property of index.json with that name.</summary>
    public JsonElement this[string name] => _index.GetProperty(name);

    /// <summary>Names of the layers drawn, in the order of the report.</summary>
    public IReadOnlyList<string> Layers => [.. Entries.Select(layer => layer.GetProperty("name").GetString()!)];

    /// <summary>Names of the classes, the most probable first.</summary>
    public IReadOnlyList<string> Classes =>
        [.. this["classes"].EnumerateArray().Select(candidate => candidate.GetProperty("name").GetString()!)];

    /// <summary>Files of all pictures that index.json names: the input's first, then layer by layer.</summary>
    public IReadOnlyList<string> Pictures =>
    [
        .. this["inputs"].EnumerateArray()
            .Concat(Entries.SelectMany(layer => layer.GetProperty("pictures").EnumerateArray()))
            .Select(picture => picture.GetProperty("file").GetString()!),
    ];

    private IEnumerable<JsonElement> Entries => this["layers"].EnumerateArray();

    /// <summary>The extents of a layer's activation.</summary>
    public int[] ShapeOf(string layer) =>
        [.. Entry(layer).GetProperty("shape").EnumerateArray().Select(extent => extent.GetInt32())];

    /// <summary>The decoded pixels of a layer's first picture.</summary>
    public SKBitmap Draw(string layer)
    {
        string file = Entry(layer).GetProperty("pictures")[0].GetProperty("file").GetString()!;
        return SKBitmap.Decode(Path.Combine(_folder, file));
    }

    /// <summary>
    /// index.html and index.json name the same pictures, each of them is complete, there are no other files in the
    /// folder, and the page has no external resources; it may link back to the overview.
    /// </summary>
    public RenderedReport AssertWhole()
    {
        string[] files =
        [
            .. Directory.EnumerateFileSystemEntries(_folder)
                .Select(path => Path.GetFileName(path))
                .Where(name => name != FileManifest.Name),
        ];
        Assert.That(files, Is.EquivalentTo([.. Pictures, "index.html", "index.json"]));
        foreach (string picture in Pictures)
        {
            PngFile.AssertDecodes(Path.Combine(_folder, picture));
        }

        string page = File.ReadAllText(Path.Combine(_folder, "index.html"));
        string[] references = [.. Reference().Matches(page).Select(match => match.Groups[1].Value)];
        Assert.That(
            references.Where(reference => !reference.StartsWith('#') && reference != Overview.Link)
                .Select(Uri.UnescapeDataString).Distinct(),
            Is.EquivalentTo(Pictures));
        foreach (string foreign in (string[])["://", "<script", "@import", "url("])
        {
            Assert.That(page, Does.Not.Contain(foreign));
        }

        foreach (string layer in Layers)
        {
            Assert.That(page, Does.Contain($">{layer}</a>"));
        }

        return this;
    }

    private JsonElement Entry(string layer) => Entries.Single(entry => entry.GetProperty("name").GetString() == layer);

    [GeneratedRegex("(?:src|href)=\"([^\"]*)\"")]
    private static partial Regex Reference();
}
