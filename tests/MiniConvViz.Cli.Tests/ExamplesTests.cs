using System.Diagnostics;
using System.Text.Json;

namespace MiniConvViz.Cli.Tests;

/// <summary>The programs in docs/examples run unchanged: <c>dotnet run FILE.cs</c>.</summary>
[Category("Exhaustive")]
public sealed class ExamplesTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void FeatureMaps_DrawsALayer()
    {
        Assert.That(Run("feature-maps.cs"), Is.EqualTo("saved to layer1.0.relu.png\n"));
        PngFile.AssertDecodes(_folder.File("layer1.0.relu.png"));
    }

    [Test]
    public void OwnNetwork_DrawsItsLayersAndNamesAClass()
    {
        string image = Path.Combine(CliProcess.Folder, "models", "images", "sneaker.png");
        string weights = RepositoryFiles.Get("tests/goldens/own-networks/tutorial.pth");

        string[] lines = Run("own-network.cs", weights, image).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.That(lines[..4], Is.EqualTo(new[]
        {
            "relu [1,6,28,28] saved to relu.png",
            "relu_1 [1,16,10,10] saved to relu_1.png",
            "relu_2 [1,120] saved to relu_2.png",
            "relu_3 [1,84] saved to relu_3.png",
        }));
        Assert.That(lines[4..], Has.Length.EqualTo(3).And.All.Match("^(plane|car|bird|cat|deer|dog|frog|horse|ship|truck) \\d+"));
    }

    [Test]
    public async Task WebServer_ClassifiesAndDraws()
    {
        byte[] sneaker = File.ReadAllBytes(Path.Combine(CliProcess.Folder, "models", "images", "sneaker.png"));
        using Process server = ChildProcess.Start(
            "dotnet",
            ["run", RepositoryFiles.Get("docs/examples/web-server.cs"), "--urls", "http://127.0.0.1:0"],
            _folder.Root);
        Task<string> errors = server.StandardError.ReadToEndAsync();
        try
        {
            using HttpClient client = new() { BaseAddress = await AddressOf(server).WaitAsync(Limit) };

            using HttpResponseMessage classes = await client.PostAsync("/classify", new ByteArrayContent(sneaker));
            JsonElement best = JsonSerializer.Deserialize<JsonElement>(await classes.Content.ReadAsStringAsync())[0];
            Assert.That(best.GetProperty("name").GetString(), Is.EqualTo("Sneaker"));

            using HttpResponseMessage maps =
                await client.PostAsync("/maps/layer1.0.relu", new ByteArrayContent(sneaker));
            Assert.That(maps.Content.Headers.ContentType?.MediaType, Is.EqualTo("image/png"));
            await File.WriteAllBytesAsync(_folder.File("maps.png"), await maps.Content.ReadAsByteArrayAsync());
            PngFile.AssertDecodes(_folder.File("maps.png"));
        }
        finally
        {
            server.Kill(entireProcessTree: true);
            await errors;
        }
    }

    /// <summary>The page shows the program unchanged.</summary>
    [Test]
    public void LibraryPage_ShowsTheWebServer()
    {
        string program = File.ReadAllText(RepositoryFiles.Get("docs/examples/web-server.cs"))
            .Replace("WebApplication app = builder.Build();\n", "", StringComparison.Ordinal);
        string page = File.ReadAllText(RepositoryFiles.Get("docs/library.md"));
        int start = page.IndexOf("```csharp\nbuilder.", StringComparison.Ordinal) + "```csharp\n".Length;
        Assert.That(program, Does.Contain(page[start..page.IndexOf("\n```", start, StringComparison.Ordinal)]));
    }

    private static async Task<Uri> AddressOf(Process server)
    {
        const string listening = "Now listening on: ";
        while (await server.StandardOutput.ReadLineAsync() is string line)
        {
            int at = line.IndexOf(listening, StringComparison.Ordinal);
            if (at >= 0)
            {
                _ = server.StandardOutput.ReadToEndAsync();
                return new Uri(line[(at + listening.Length)..].Trim());
            }
        }

        throw new AssertionException("the server ended before it listened");
    }

    private string Run(string file, params string[] arguments)
    {
        ProcessOutcome outcome = ChildProcess.Run(
            "dotnet", ["run", RepositoryFiles.Get($"docs/examples/{file}"), .. arguments], _folder.Root, Limit);
        Assert.That(outcome.ExitCode, Is.Zero, outcome.Error + outcome.Output);
        return outcome.Output.ReplaceLineEndings("\n");
    }
}
