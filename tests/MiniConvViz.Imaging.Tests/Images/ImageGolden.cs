using System.Text.Json;
using MiniConvViz.Tests;

namespace MiniConvViz.Imaging.Tests;

/// <summary>One image file, an operation, and its result.</summary>
public sealed class ImageGolden(JsonElement entry, string group)
{
    public string Name { get; } = entry.GetProperty("name").GetString()!;

    public string File => entry.GetProperty("image").GetString()!;

    public string Path => RepositoryFiles.Golden(group, entry.GetProperty("image").GetString()!);

    public float[] Expected => ImageGoldens.Values(Name, group);

    /// <summary>One number is the short side, two are height and width.</summary>
    public int[] Size => entry.GetProperty("size") is { ValueKind: JsonValueKind.Array } list
        ? [.. list.EnumerateArray().Select(static number => number.GetInt32())]
        : [entry.GetProperty("size").GetInt32()];

    public int Number(string parameter) => entry.GetProperty(parameter).GetInt32();

    /// <summary>Compares bytes with the golden; a failure prints the first difference.</summary>
    public void AssertBytes(byte[] actual)
    {
        float[] expected = Expected;
        Assert.That(actual, Has.Length.EqualTo(expected.Length), Name);
        int differing = Enumerable.Range(0, actual.Length).FirstOrDefault(i => actual[i] != expected[i], -1);
        Assert.That(differing, Is.EqualTo(-1), () =>
            $"{Name}: byte {differing} is {actual[differing]}, expected {expected[differing]}");
    }

    public override string ToString() => Name;
}
