using MiniConvViz.Formats.Zip;
using MiniConvViz.Tensors;

namespace MiniConvViz.Formats.Numpy;

/// <summary>Reads arrays from an archive of <c>numpy.savez</c> or <c>numpy.savez_compressed</c>.</summary>
internal static class NpzReader
{
    private const string Suffix = ".npy";

    /// <summary>The names of all arrays, in the archive's order.</summary>
    /// <exception cref="UnreadableInputException">The archive is damaged.</exception>
    public static IReadOnlyList<string> Names(ZipRecords records) =>
    [
        .. records.Names
            .Where(name => name.EndsWith(Suffix, StringComparison.Ordinal))
            .Select(name => name[..^Suffix.Length]),
    ];

    /// <summary>One array.</summary>
    /// <exception cref="UnreadableInputException">The archive or the array is damaged.</exception>
    public static Tensor Read(CheckpointFile file, ZipRecords records, string name) =>
        NpyReader.Read(file, records.Find(MemberOf(name))!, name);

    /// <summary>The record of an array.</summary>
    public static string MemberOf(string name) => name + Suffix;
}
