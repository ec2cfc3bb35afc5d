using System.Text.Json;

namespace MiniConvViz.Benchmarks;

/// <summary>
/// Whole jobs, from the start of the process to its last file: the published program beside the scripts that a user of
/// PyTorch would write. Everything is in the page cache; the folder that is written to is new each time.
/// </summary>
internal static class JobBenchmarks
{
    private const int Rounds = 7;
    private const int Batch = 8;
    private static readonly string[] Grids = ["kind:Conv2d", "kind:ReLU", "kind:MaxPool2d", "kind:AdaptiveAvgPool2d"];
    private static readonly string[] Three = ["layer1.0.relu", "layer2.0.relu", "layer4.1.relu"];

    /// <summary>One photograph, the jobs in turn; matplotlib, which takes half a minute, only if asked for.</summary>
    /// <param name="program">The published program.</param>
    /// <param name="weights">ResNet-18's, resnet18.pth.</param>
    /// <param name="photograph">An image.</param>
    /// <param name="python">A Python that has PyTorch and torchvision.</param>
    /// <param name="withMatplotlib">Also hooks_matplotlib.py, once.</param>
    public static void RunOne(string program, string weights, string photograph, string python, bool withMatplotlib)
    {
        (string Name, string Program, string[] Arguments)[] jobs =
        [
            ("ResNet-18, every conv, ReLU and pool layer", program,
                ["render", "--model", "resnet18", "--weights", weights, "--image", photograph, "--layers", .. Grids]),
            ("fashion-resnet, every layer", program, ["render", "--model", "fashion-resnet"]),
            ("PyTorch: hooks and make_grid", python, ScriptArguments("hooks_make_grid.py", weights, photograph)),
        ];
        List<TimedProcess>[] runs = [.. jobs.Select(_ => new List<TimedProcess>())];
        for (int round = 0; round < Rounds; round++)
        {
            for (int job = 0; job < jobs.Length; job++)
            {
                runs[job].Add(RunInto(jobs[job].Program, jobs[job].Arguments));
            }
        }

        Console.WriteLine($"whole processes, in turn, median s (minimum) of {Rounds}; the most memory");
        Console.WriteLine("| job | wall time | memory |");
        Console.WriteLine("| --- | --- | --- |");
        for (int job = 0; job < jobs.Length; job++)
        {
            Print(jobs[job].Name, runs[job]);
        }

        if (withMatplotlib)
        {
            TimedProcess slow = RunInto(python, ScriptArguments("hooks_matplotlib.py", weights, photograph));
            Print("PyTorch: hooks and matplotlib (once)", [slow]);
        }
    }

    /// <summary>Many photographs, three layers of each: throughput beside the forward pass alone, and memory.</summary>
    /// <param name="program">The published program.</param>
    /// <param name="weights">ResNet-18's, resnet18.pth.</param>
    /// <param name="photographs">A folder of images; they are copied until there are enough.</param>
    /// <param name="count">How many to render.</param>
    public static void RunMany(string program, string weights, string photographs, int count)
    {
        int some = count / 10;
        double before = ForwardSeconds(program, weights);
        TimedProcess few = RenderFolder(program, weights, photographs, some);
        TimedProcess all = RenderFolder(program, weights, photographs, count);
        double forward = Math.Min(before, ForwardSeconds(program, weights));

        Console.WriteLine(
            $"ResNet-18, three layers drawn ({string.Join(", ", Three)}); the forward pass at batch {Batch}");
        Console.WriteLine("| | images | wall time | images/s | of the forward pass alone | peak memory |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- |");
        Console.WriteLine($"| forward pass alone | | | {1 / forward:F1} | 1 | |");
        PrintMany("process start to last file", some, few.Seconds, forward, few.PeakBytes);
        PrintMany("process start to last file", count, all.Seconds, forward, all.PeakBytes);
        PrintMany(
            "the difference of the two",
            count - some, all.Seconds - few.Seconds, forward, all.PeakBytes - few.PeakBytes);
    }

    private static string[] ScriptArguments(string script, string weights, string photograph) =>
        [Path.Combine(AppContext.BaseDirectory, script), "--weights", weights, "--image", photograph];

    /// <summary>Runs a job that takes <c>--out</c>.</summary>
    private static TimedProcess RunInto(string program, string[] arguments)
    {
        using WrittenFolder output = new();
        return TimedProcess.Run(program, [.. arguments, "--out", output.Path]);
    }

    private static TimedProcess RenderFolder(string program, string weights, string photographs, int count)
    {
        using WrittenFolder input = new();
        string[] images = [.. Directory.EnumerateFiles(photographs).Order()];
        for (int i = 0; i < count; i++)
        {
            string image = images[i % images.Length];
            File.Copy(image, Path.Combine(input.Path, $"{i:0000}{Path.GetExtension(image)}"));
        }

        return RunInto(
            program,
            ["render", "--model", "resnet18", "--weights", weights, "--image", input.Path, "--layers", .. Three]);
    }

    /// <summary>Seconds per image of the forward pass, nothing tapped, as <c>bench</c> tells.</summary>
    private static double ForwardSeconds(string program, string weights)
    {
        string[] arguments =
            ["bench", "--model", "resnet18", "--weights", weights, "--input-shape", $"{Batch},3,224,224", "--json"];
        JsonElement told = JsonSerializer.Deserialize<JsonElement>(TimedProcess.Run(program, arguments).Output);
        return told.GetProperty("medianMilliseconds").GetDouble() / 1000 / Batch;
    }

    private static void Print(string name, List<TimedProcess> runs)
    {
        double[] seconds = [.. runs.Select(run => run.Seconds).Order()];
        double megabytes = runs.Max(run => run.PeakBytes) / 1e6;
        Console.WriteLine($"| {name} | {seconds[seconds.Length / 2]:F2} s ({seconds[0]:F2}) | {megabytes:F0} MB |");
    }

    private static void PrintMany(string name, int images, double seconds, double forward, long bytes) =>
        Console.WriteLine(
            $"| {name} | {images} | {seconds:F1} s | {images / seconds:F1} | {forward * images / seconds:F2} "
            + $"| {bytes / 1e6:F0} MB |");

    /// <summary>A folder of its own below the system's temporary one.</summary>
    private sealed class WrittenFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("miniconvviz-jobs-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
