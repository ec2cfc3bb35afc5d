using MiniConvViz.Imaging;

namespace MiniConvViz.Cli;

/// <summary>
/// The folder of one image's pictures and report, with file names that are safe and distinct. Several threads may save
/// pictures at once.
/// </summary>
internal sealed class ReportFolder(string path, RunFolder run)
{
    private readonly SafeFileNames _names = new();
    private int _pictures;

    /// <summary>Claims files before anything is computed for them.</summary>
    /// <exception cref="UsageException">Files that no run wrote have their names.</exception>
    public void Claim(params IEnumerable<string> files) =>
        run.Claim([.. files.Select(file => Path.Combine(path, file))]);

    /// <summary>Pictures written so far.</summary>
    public int PictureCount => _pictures;

    /// <summary>Reserves a file name for a node.</summary>
    public string NameFor(string node) => _names.For(node) + ".png";

    /// <summary>Saves a picture under a new name.</summary>
    public ReportPicture Save(string name, string title, Picture picture) => SaveAs(NameFor(name), title, picture);

    /// <summary>Saves a picture under a reserved file name, and disposes it.</summary>
    public ReportPicture SaveAs(string file, string title, Picture picture)
    {
        using Picture saved = picture;
        Claim(file);
        picture.SavePng(Path.Combine(path, file));
        Interlocked.Increment(ref _pictures);
        return new ReportPicture(title, file, picture.Width, picture.Height);
    }

    /// <summary>Writes <c>index.html</c> and <c>index.json</c>; they name the pictures, so they come last.</summary>
    public void Write(ReportRun report)
    {
        Claim("index.html", "index.json");
        HtmlReport.Write(Path.Combine(path, "index.html"), report);
        JsonReport.Write(Path.Combine(path, "index.json"), report);
    }
}
