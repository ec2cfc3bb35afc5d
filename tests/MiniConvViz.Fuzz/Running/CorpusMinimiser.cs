using System.Diagnostics;
using MiniConvViz.Fuzz.Coverage;

namespace MiniConvViz.Fuzz.Running;

/// <summary>
/// Writes the committed corpus: of all given inputs, those that take edges that no shorter one takes.
/// </summary>
internal static class CorpusMinimiser
{
    /// <summary>Minimises each format, in its own worker.</summary>
    public static int Run(FuzzOptions options, InstrumentedCopy copy, string into)
    {
        foreach (string format in options.Formats)
        {
            string recorder = Path.GetTempFileName();
            IReadOnlyList<string> words = options.ForWorker(format, TimeSpan.Zero, 0, recorder);
            ProcessStartInfo start = new(
                "dotnet", ["exec", copy.Program, .. words, "--minimise-corpus", Path.GetFullPath(into)])
            {
                RedirectStandardInput = true,
            };
            using Process worker = Process.Start(start)!;
            worker.WaitForExit();
            File.Delete(recorder);
            if (worker.ExitCode != 0)
            {
                return worker.ExitCode;
            }

            FileInfo[] kept = new DirectoryInfo(Path.Combine(into, format)).GetFiles();
            Console.WriteLine($"{format,-12} {kept.Length} inputs, {kept.Sum(file => file.Length) >> 10} kB");
        }

        return 0;
    }
}
