using System.Security.Cryptography;
using System.Text;
using MiniConvViz.Kernels;

namespace MiniConvViz.Execution;

/// <summary>
/// Keeps generated code of GPU kernels in files, a folder per build and a file per kernel. Each file begins with its
/// key and a hash of its code, as comments; a file whose key or hash does not match is ignored, and replaced by the
/// next that is written. The folder may be deleted at any time.
/// </summary>
/// <remarks>
/// The hash detects damaged files, not forged ones: anyone who can write to the folder can run programs as its owner.
/// </remarks>
internal sealed class GpuKernelStore(string folder) : IGpuKernelStore
{
    /// <summary>
    /// Builds whose code is kept; older ones are deleted when a new build stores its first kernel. All kernels together
    /// are about 2 MB of code.
    /// </summary>
    private const int KeptBuilds = 4;

    private const string Format = "// MiniConvViz kernel, format 1";

    /// <summary>
    /// In the user's own data folder, which need not exist yet; null for a user without a home: code that runs on a
    /// device is not taken from a folder that others can write to.
    /// </summary>
    public static GpuKernelStore? Default { get; } =
        Environment.GetFolderPath(
            Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify)
                is { Length: > 0 } data
            ? new GpuKernelStore(Path.Combine(data, "miniconvviz", "kernels"))
            : null;

    /// <inheritdoc/>
    public string? Read(GpuKernelKey key)
    {
        try
        {
            string text = File.ReadAllText(FileOf(key));
            string code = text[Math.Min(text.Length, HeaderLength(key))..];
            return text == HeaderOf(key, code) + code ? code : null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Write(GpuKernelKey key, string code)
    {
        try
        {
            string file = FileOf(key);
            string build = Path.GetDirectoryName(file)!;
            if (!Directory.Exists(build))
            {
                Directory.CreateDirectory(build);
                Prune(build);
            }

            AtomicFile.Write(file, stream => stream.Write(Encoding.UTF8.GetBytes(HeaderOf(key, code) + code)));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or UnwritableOutputException)
        {
            // The file cannot be written, or another process is deleting: the next process generates the code again.
        }
    }

    /// <summary>The file of a kernel's code.</summary>
    internal string FileOf(GpuKernelKey key) => Path.Combine(folder, NameOf(key.Build), $"{NameOf(key.Kernel)}.txt");

    private static string NameOf(string key) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..16];

    private static string HeaderOf(GpuKernelKey key, string code) =>
        $"{Format}\n// {key.Build}\n// {key.Kernel}\n// SHA-256 {HashOf(code)}\n";

    private static string HashOf(string code) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(code)));

    private static int HeaderLength(GpuKernelKey key) => HeaderOf(key, "").Length;

    private void Prune(string newest)
    {
        IEnumerable<DirectoryInfo> others = new DirectoryInfo(folder).EnumerateDirectories()
            .Where(build => build.Name != Path.GetFileName(newest));
        foreach (DirectoryInfo old in others.OrderByDescending(build => build.LastWriteTimeUtc).Skip(KeptBuilds - 1))
        {
            old.Delete(recursive: true);
        }
    }
}
