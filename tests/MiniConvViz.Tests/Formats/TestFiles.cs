namespace MiniConvViz.Tests.Formats;

/// <summary>Where the files that tests read lie, found from the test's own folder upwards.</summary>
internal static class TestFiles
{
    private static readonly string Root = FindRoot();

    /// <summary>Checkpoints that real PyTorch wrote; see tests/goldens/README.md.</summary>
    public static string Checkpoint(string name) => Golden($"checkpoints/{name}");

    /// <summary>A file below tests/goldens.</summary>
    public static string Golden(string name) => Path.Combine(Root, "tests", "goldens", name);

    /// <summary>
    /// A file of the trained network that lies beside the repository; the test is skipped where it does not.
    /// </summary>
    public static string TrainedNetwork(string name)
    {
        string path = Path.Combine(Root, "..", "shared", "models", "cifar10-resnet20", name);
        if (!File.Exists(path))
        {
            Assert.Ignore($"The trained network is not beside the repository: {path}");
        }

        return path;
    }

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(TestContext.CurrentContext.TestDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "MiniConvViz.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}
