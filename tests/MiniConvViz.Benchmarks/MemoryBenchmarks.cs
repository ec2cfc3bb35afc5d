using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;
using MiniConvViz.Execution;
using MiniConvViz.Tensors;

namespace MiniConvViz.Benchmarks;

/// <summary>
/// The most memory that loading a network and running it three times takes: a process for each engine and file, which
/// tells its own peak at its end (Linux's VmHWM). All of them carry the .NET runtime.
/// </summary>
internal static class MemoryBenchmarks
{
    private const int Runs = 3;
    private const string Ours = "MiniConvViz";
    private const string Theirs = "ONNXRuntime";

    /// <summary>Prints a row per network of a folder that export_networks.py wrote.</summary>
    public static void Run(string folder, int threads)
    {
        Console.WriteLine($"peak MB of a process, {threads} threads, batch 1, nothing tapped");
        Console.WriteLine("| network | weights | MiniConvViz .pth | MiniConvViz .onnx | ONNX Runtime .onnx | ratio |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- |");
        foreach (string model in Directory.EnumerateFiles(folder, "*.onnx").Order())
        {
            string checkpoint = Path.ChangeExtension(model, ".pth");
            double fromCheckpoint = PeakOf(Ours, checkpoint, threads);
            double fromModel = PeakOf(Ours, model, threads);
            double peer = PeakOf(Theirs, model, threads);
            Console.WriteLine(
                $"| {Path.GetFileNameWithoutExtension(model)} | {new FileInfo(checkpoint).Length / 1e6:F0} "
                + $"| {fromCheckpoint:F0} | {fromModel:F0} | {peer:F0} | {fromCheckpoint / peer:F2} |");
        }
    }

    /// <summary>What the process of one engine does: loads, runs, and prints its peak in bytes.</summary>
    public static void RunOne(string engine, string path, int threads)
    {
        if (engine == Theirs)
        {
            RunPeer(path, threads);
        }
        else
        {
            RunOurs(path, threads);
        }

        using Process self = Process.GetCurrentProcess();
        Console.WriteLine(self.PeakWorkingSet64);
    }

    private static double PeakOf(string engine, string path, int threads)
    {
        string host = Environment.ProcessPath!;
        string[] program = Path.GetFileNameWithoutExtension(host) == "dotnet" ? [Environment.GetCommandLineArgs()[0]] : [];
        ProcessStartInfo start = new(host, [.. program, "peak", engine, path, $"{threads}"])
        {
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? double.Parse(output) / 1e6
            : throw new InvalidOperationException($"{engine} with {path}: exit code {process.ExitCode}.");
    }

    private static void RunOurs(string path, int threads)
    {
        using Session session = new(ImportBenchmarks.Load(path), Device.Cpu(threads));
        Tensor image = new([1, 3, 224, 224]);
        for (int i = 0; i < Runs; i++)
        {
            session.Run(image);
        }
    }

    private static void RunPeer(string path, int threads)
    {
        using SessionOptions options = new() { IntraOpNumThreads = threads };
        using InferenceSession session = new(path, options);
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(new float[3 * 224 * 224], [1, 3, 224, 224]);
        using RunOptions run = new();
        for (int i = 0; i < Runs; i++)
        {
            session.Run(run, ["input"], [input], ["output"]).Dispose();
        }
    }
}
