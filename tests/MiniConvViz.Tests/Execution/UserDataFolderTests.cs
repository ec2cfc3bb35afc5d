using MiniConvViz.Execution;

namespace MiniConvViz.Tests.Execution;

[NonParallelizable]
public sealed class UserDataFolderTests
{
    private string? _before;

    [SetUp]
    public void Remember() => _before = Environment.GetEnvironmentVariable("XDG_DATA_HOME");

    [TearDown]
    public void PutBack() => Environment.SetEnvironmentVariable("XDG_DATA_HOME", _before);

    [Test]
    [Platform("Linux")]
    public void For_DataHomeThatDoesNotExistYet_LiesInItAllTheSame()
    {
        string home = Path.Combine(Path.GetTempPath(), $"no-such-folder-{Guid.NewGuid():n}");
        Environment.SetEnvironmentVariable("XDG_DATA_HOME", home);

        Assert.That(UserDataFolder.For("tuning"), Is.EqualTo(Path.Combine(home, "miniconvviz", "tuning")));
        Assert.That(Directory.Exists(home), Is.False, "asking makes nothing");
    }

    [Test]
    public void For_AnyUser_IsAFullPath() => Assert.That(Path.IsPathFullyQualified(UserDataFolder.For("tuning")));
}
