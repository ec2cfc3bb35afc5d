using System.Formats.Tar;

namespace MiniConvViz.Cli.Tests;

/// <summary>
/// <c>tests/cuda/run.sh</c> from a bundle that <c>tests/cuda/pack.sh</c> made, as on a machine with a GPU and no .NET:
/// with a clean environment, from another folder. The driver is the stand-in that computes, PyTorch runs on the CPU,
/// and small scripts stand in for NVIDIA's tools.
/// </summary>
internal sealed class DeviceRun : IDisposable
{
    private const string Bundle = "MINICONVVIZ_CUDA_BUNDLE", Driver = "MINICONVVIZ_CUDA_DRIVER";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(9);

    private readonly TemporaryFolder _folder = new();

    /// <summary>The script's folder for results.</summary>
    private string Results => _folder.File("results");

    /// <summary>What the script printed.</summary>
    public ProcessOutcome Outcome { get; private set; } = null!;

    /// <summary>Its tables.</summary>
    public string Summary => File.ReadAllText(Path.Combine(Results, "summary.md"));

    /// <summary>Name and text of each file in the archive of results.</summary>
    public IReadOnlyDictionary<string, string> Archive => ReadArchive(Path.Combine(_folder.Root, "results.tar"));

    /// <summary>Ends the test where there is no bundle or no driver.</summary>
    public static void Require()
    {
        CudaDriver.Require();
        if (Environment.GetEnvironmentVariable(Bundle) is not { Length: > 0 })
        {
            Requirement.Missing("cuda-bundle", $"{Bundle} is not set to a folder that tests/cuda/pack.sh made");
        }
    }

    /// <summary>Puts a shell script of this name first on the path.</summary>
    public void Plant(string tool, string script)
    {
        string path = Path.Combine(Directory.CreateDirectory(_folder.File("tools")).FullName, tool);
        File.WriteAllText(path, $"#!/bin/bash\n{script}\n");
        ChildProcess.Run("chmod", ["+x", path], _folder.Root, Limit).Succeeded();
    }

    /// <summary>Runs the script to its end.</summary>
    /// <param name="settings">Environment variables that its header lists, as <c>NAME=VALUE</c>.</param>
    public void Run(params IEnumerable<string> settings)
    {
        string bundle = Path.GetFullPath(Environment.GetEnvironmentVariable(Bundle)!);
        string[] environment =
        [
            $"HOME={_folder.Root}",
            $"PATH={_folder.File("tools")}:/usr/bin:/bin",
            $"DOTNET_STARTUP_HOOKS={bundle}/bin/MiniConvViz.Ptx.dll",
            $"{Driver}={Environment.GetEnvironmentVariable(Driver)}",
            "PYTHON=/usr/bin/python3",
            "PYTORCH_DEVICE=cpu",
        ];
        Outcome = ChildProcess.Run(
            "env", ["-i", .. environment, .. settings, $"{bundle}/run.sh", Results], _folder.Root, Limit);
    }

    public void Dispose() => _folder.Dispose();

    private Dictionary<string, string> ReadArchive(string tar)
    {
        string packed = Directory.GetFiles(Results, "results.tar.*").Single();
        Assert.That(new FileInfo(packed).Length, Is.LessThanOrEqualTo(16 << 20));
        ChildProcess.Run("bash", ["-c", $"xz -dc {packed} > {tar}"], Results, Limit).Succeeded();
        using TarReader reader = new(File.OpenRead(tar));
        Dictionary<string, string> files = [];
        while (reader.GetNextEntry() is TarEntry entry)
        {
            if (entry.EntryType == TarEntryType.RegularFile)
            {
                using StreamReader text = new(entry.DataStream ?? Stream.Null);
                files.Add(entry.Name, text.ReadToEnd());
            }
        }

        return files;
    }
}
