namespace MiniConvViz.Cli.Tests;

/// <summary>Two processes that use the same GPU at the same time.</summary>
[Category("OpenCL")]
public sealed class SharedDeviceTests
{
    [Test]
    public async Task Render_TwiceAtOnceOnOneDevice_DrawsWhatOneDraws()
    {
        PoCL.Require();
        using TemporaryFolder folder = new();
        Dictionary<string, byte[]> alone = Render(folder, "alone");
        Dictionary<string, byte[]>[] together = await Task.WhenAll(
            Task.Run(() => Render(folder, "first")), Task.Run(() => Render(folder, "second")));

        Assert.That(alone, Has.Count.GreaterThan(5));
        foreach (Dictionary<string, byte[]> pictures in together)
        {
            Assert.That(pictures.Keys, Is.EquivalentTo(alone.Keys));
            foreach ((string name, byte[] bytes) in pictures)
            {
                Assert.That(bytes.AsSpan().SequenceEqual(alone[name]), Is.True, name);
            }
        }
    }

    /// <summary>The pictures of a report, by their names.</summary>
    private static Dictionary<string, byte[]> Render(TemporaryFolder folder, string name)
    {
        string report = folder.File(name);
        CliProcess.RunIn(folder.Root, "render", "--model", "fashion-resnet", "--device", "opencl", "--out", report)
            .Succeeded();
        return Directory.GetFiles(report, "*.png", SearchOption.AllDirectories)
            .ToDictionary(file => Path.GetRelativePath(report, file), File.ReadAllBytes);
    }
}
