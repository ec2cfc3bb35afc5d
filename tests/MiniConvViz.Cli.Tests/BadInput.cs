using System.Buffers.Binary;
using MiniConvViz.Networks;

namespace MiniConvViz.Cli.Tests;

/// <summary>Runs the program on wrong input, and checks its message and that it leaves no files.</summary>
internal static class BadInput
{
    /// <summary>
    /// <c>render --model fashion-lenet</c> with these options, in the folder: refused with exit code 2 in one
    /// line that contains all of <paramref name="told"/>, and nothing written.
    /// </summary>
    public static void AssertRefused(
        TemporaryFolder folder, IEnumerable<string> options, params ReadOnlySpan<string> told)
    {
        IReadOnlyList<string> before = folder.Names;
        CliProcess.RunIn(folder.Root, ["render", "--model", "fashion-lenet", .. options]).IsRefused(2, told);
        Assert.That(folder.Names, Is.EquivalentTo(before), "files left behind");
    }

    /// <summary>A file of the bundled models' folder.</summary>
    public static byte[] Bundled(params ReadOnlySpan<string> path) =>
        File.ReadAllBytes(Path.Combine([ModelZoo.BundledFolder, .. path]));

    /// <summary>A small PNG whose header claims another size.</summary>
    public static byte[] PngOfSize(int width, int height)
    {
        byte[] png = Bundled("images", "sneaker.png");
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), height);
        return png;
    }
}
