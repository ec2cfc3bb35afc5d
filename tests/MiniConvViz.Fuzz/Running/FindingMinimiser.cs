using MiniConvViz.Fuzz.Targets;

namespace MiniConvViz.Fuzz.Running;

/// <summary>
/// Shortens a finding: blocks are removed, from halves of the file down to single bytes, as long as the rest has the
/// same effect. A file that ends the process cannot be shortened in this way.
/// </summary>
internal sealed class FindingMinimiser(string file, IReadOnlyList<string> formats)
{
    private readonly ITarget _target = Replay.TargetOf(file, formats);

    /// <summary>Shortens it and writes <c>FILE.min</c>.</summary>
    public void Run()
    {
        DirectoryInfo folder = WorkFolder.Create();
        try
        {
            string path = Path.Combine(folder.FullName, "input" + _target.Extension);
            Trial trial = new(_target);
            byte[] input = File.ReadAllBytes(file);
            if (KeyOf(trial, path, input) is not string key)
            {
                Console.WriteLine($"{file}: causes no fault now");
                return;
            }

            byte[] shorter = Shorten(input, candidate => KeyOf(trial, path, candidate) == key);
            File.WriteAllBytes(file + ".min", shorter);
            Console.WriteLine($"{file}: {input.Length} bytes, {shorter.Length} are left: {key}");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The shortest file with the same effect so far.</summary>
    internal static byte[] Shorten(byte[] input, Predicate<byte[]> doesIt)
    {
        for (int block = Math.Max(1, input.Length / 2); block > 0; block /= 2)
        {
            for (int at = 0; at < input.Length;)
            {
                byte[] candidate = [.. input.AsSpan(0, at), .. input.AsSpan(Math.Min(at + block, input.Length))];
                if (candidate.Length > 0 && doesIt(candidate))
                {
                    input = candidate;
                }
                else
                {
                    at += block;
                }
            }
        }

        return input;
    }

    private static string? KeyOf(Trial trial, string path, byte[] input)
    {
        File.WriteAllBytes(path, input);
        return trial.Run(path)?.Key;
    }
}
