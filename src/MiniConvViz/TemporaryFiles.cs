using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace MiniConvViz;

/// <summary>
/// Files that are being written, next to their final names: <c>boot.npz.1a2b-3f.miniconvviz-tmp</c>. A process that is
/// killed leaves its file there, and the next process that writes to the folder deletes it.
/// </summary>
internal static class TemporaryFiles
{
    private const string Suffix = ".miniconvviz-tmp";
    private const int LongestName = 255;

    /// <summary>
    /// The age up to which a file without a lock is kept, if its process may still run.
    /// </summary>
    private static readonly TimeSpan Young = TimeSpan.FromSeconds(10);

    private static readonly ConcurrentDictionary<string, bool> Swept = [];
    private static int _count;

    /// <summary>An unused name in the folder of <paramref name="path"/>.</summary>
    public static string NameFor(string path)
    {
        string number = $".{Environment.ProcessId:x}-{Interlocked.Increment(ref _count):x}{Suffix}";
        string name = Path.GetFileName(path);
        string kept = name.Length + number.Length <= LongestName ? name : name[..(LongestName - number.Length)];
        return Path.Combine(Path.GetDirectoryName(path) ?? "", kept + number);
    }

    /// <summary>Deletes the files that killed processes left in a folder; once per folder and process.</summary>
    public static void Sweep(string? folder)
    {
        if (folder is null || !Swept.TryAdd(folder, true))
        {
            return;
        }

        try
        {
            foreach (FileInfo file in new DirectoryInfo(folder).EnumerateFiles("*" + Suffix))
            {
                Delete(file);
            }
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // A folder that cannot be listed: the file to be written fails, or does not need it.
        }
    }

    /// <summary>
    /// A process that writes a file locks it; the lock ends with the process, also in another container.
    /// </summary>
    private static void Delete(FileInfo file)
    {
        try
        {
            bool isYoung = DateTime.UtcNow - file.LastWriteTimeUtc < Young;
            if (file.LinkTarget is not null || (isYoung && MayBeWritten(file.Name)))
            {
                return;
            }

            using FileStream held = new(file.FullName, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            file.Delete();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // Another process is writing it, or has swept it.
        }
    }

    /// <summary>
    /// A file is locked a moment after it is created: the process in its name may not have locked it yet.
    /// </summary>
    private static bool MayBeWritten(string name)
    {
        string[] parts = name[..^Suffix.Length].Split('.')[^1].Split('-');
        if (!int.TryParse(parts[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int id))
        {
            return true;
        }

        try
        {
            using Process process = Process.GetProcessById(id);
            return !process.HasExited;
        }
        catch (Exception problem) when (problem is ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }
}
