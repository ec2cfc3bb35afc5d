namespace MiniConvViz.Cli.Tests;

/// <summary>index.html in a real browser: every picture is shown, and there are no external requests.</summary>
public sealed class PageTests
{
    /// <summary>Lists, in the document, every picture that has no pixels.</summary>
    private const string Inspection =
        """
        <script>addEventListener("load", () => {
          const images = [...document.images];
          document.body.dataset.images = images.length;
          const sources = problem => images.filter(problem).map(image => image.src).join(" ");
          document.body.dataset.broken = sources(image => image.naturalWidth === 0);
          document.body.dataset.stretched = sources(image => image.naturalWidth !== +image.getAttribute("width")
            || image.naturalHeight !== +image.getAttribute("height"));
        })</script></body>
        """;

    private TemporaryFolder _folder = null!;

    [OneTimeSetUp]
    public void Render()
    {
        Browser.Require();
        _folder = new TemporaryFolder();
        CliProcess.RunIn(
            _folder.Root, "render", "--model", "fashion-lenet", "--filters", "--out", Report,
            "--image", RepositoryFiles.Get("weights", "images", "t-shirt-top.png")).Succeeded();
    }

    [OneTimeTearDown]
    public void DeleteFolder() => _folder?.Dispose();

    [Test]
    public void Page_InABrowser_AsksTheNetworkForNothing()
    {
        string page = Path.Combine(Report, "index.html");

        (string document, IReadOnlyList<string> requests) = Browser.Open(page, _folder.Root);

        Assert.That(document, Does.Contain("T-shirt/top"));
        Assert.That(requests, Is.Empty);
    }

    [Test]
    public void Page_InABrowser_ShowsEveryPicture()
    {
        int pictures = new RenderedReport(Report).Pictures.Count;

        string document = Browser.Open(Inspected("inspected.html", page => page), _folder.Root).Document;

        Assert.That(document, Does.Contain($"data-images=\"{pictures}\" data-broken=\"\" data-stretched=\"\""));
    }

    /// <summary>The tests above detect faults: here one picture is external and one is missing.</summary>
    [Test]
    public void Page_WithForeignAndMissingPictures_IsNoticed()
    {
        const string Images = "<img src=\"http://example.invalid/foreign.png\"><img src=\"missing.png\"></main>";
        string page = Inspected("noticed.html", text => text.Replace("</main>", Images, StringComparison.Ordinal));

        (string document, IReadOnlyList<string> requests) = Browser.Open(page, _folder.Root);

        Assert.That(requests, Does.Contain("http://example.invalid/foreign.png"));
        Assert.That(document, Does.Match("data-broken=\"http://example.invalid/foreign.png file:[^\"]*/missing.png\""));
    }

    private string Report => _folder.File("report");

    /// <summary>A copy of the page that loads all its pictures at once and inspects itself.</summary>
    private string Inspected(string name, Func<string, string> change)
    {
        string page = File.ReadAllText(Path.Combine(Report, "index.html"));
        string eager = page.Replace(" loading=\"lazy\"", "", StringComparison.Ordinal);
        string path = Path.Combine(Report, name);
        File.WriteAllText(path, change(eager).Replace("</body>", Inspection, StringComparison.Ordinal));
        return path;
    }
}
