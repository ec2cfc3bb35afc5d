using System.IO.Compression;
using MiniConvViz.Tensors;

namespace MiniConvViz.Formats;

/// <summary>
/// Writes named float32 tensors as one zip of NumPy arrays, not compressed, as <c>numpy.savez</c> does:
/// <c>numpy.load(path)["layer1.0.conv1"]</c>.
/// </summary>
/// <remarks>Source: https://numpy.org/doc/stable/reference/generated/numpy.savez.html</remarks>
public static class NpzWriter
{
    /// <summary>
    /// The earliest time that a zip can store, as NumPy writes it: the same values give the same file.
    /// </summary>
    private static readonly DateTimeOffset NoTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>
    /// Writes all tensors, in the order given, next to <paramref name="path"/> and then renames: an interrupted run
    /// leaves no half-written file. A name with a path outside of the folder in which the archive is unpacked is
    /// written without its <c>..</c>: <c>../../bias</c> is the member <c>__/__/bias</c>.
    /// </summary>
    /// <param name="path">The file to write; one that exists is replaced.</param>
    /// <param name="tensors">Distinct names and their values.</param>
    /// <exception cref="ArgumentException">A name occurs twice.</exception>
    /// <exception cref="UnwritableOutputException">The file cannot be written.</exception>
    public static void Write(string path, IEnumerable<KeyValuePair<string, Tensor>> tensors)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(tensors);
        AtomicFile.Write(path, stream =>
        {
            using ZipArchive archive = new(stream, ZipArchiveMode.Create, leaveOpen: true);
            HashSet<string> names = [];
            HashSet<string> members = [];
            foreach ((string name, Tensor tensor) in tensors)
            {
                if (!names.Add(name))
                {
                    throw new ArgumentException($"'{name}' occurs twice.", nameof(tensors));
                }

                string member = MemberFor(name, members);
                ZipArchiveEntry entry = archive.CreateEntry($"{member}.npy", CompressionLevel.NoCompression);
                entry.LastWriteTime = NoTime;
                using Stream record = entry.Open();
                NpyWriter.Write(record, tensor);
            }
        });
    }

    /// <summary>The name, or a similar one that stays inside the folder and that no other member has.</summary>
    private static string MemberFor(string name, HashSet<string> members)
    {
        string[] parts = name.Split('/', '\\');
        string inside = parts.Contains("..")
            ? string.Join('/', parts.Select(static part => part == ".." ? "__" : part))
            : name;
        string unique = inside;
        for (int number = 2; !members.Add(unique); number++)
        {
            unique = $"{inside}~{number}";
        }

        return unique;
    }
}
