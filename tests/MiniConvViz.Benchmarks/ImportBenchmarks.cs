using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;
using MiniConvViz.Execution;
using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Benchmarks;

/// <summary>
/// How long it takes to read a network from an ONNX file or a checkpoint, alone and up to the end of the first run,
/// which includes packing the weights; beside just reading the bytes, and beside ONNX Runtime, which packs while it
/// loads, in turn. And what memory the reading leaves and asks for in between.
/// </summary>
internal static class ImportBenchmarks
{
    private const int Rounds = 9;

    /// <summary>Prints one row.</summary>
    /// <param name="path">FILE.onnx, or ARCHITECTURE.pth and the same beside it as .onnx, for the peer.</param>
    /// <param name="threads">For the first run.</param>
    public static void Run(string path, int threads)
    {
        double megabytes = new FileInfo(path).Length / 1e6;
        Tensor image = new([1, 3, 224, 224]);
        List<double> reading = [];
        List<double> importing = [];
        List<double> answering = [];
        List<double> peer = [];
        List<double> peerAnswering = [];
        for (int round = 0; round < Rounds; round++)
        {
            reading.Add(Time(() => File.ReadAllBytes(path).Length));
            importing.Add(Time(() => Load(path).Nodes.Count));
            answering.Add(Time(() =>
            {
                using Session session = new(Load(path), Device.Cpu(threads));
                return session.Run(image).Shape.Count;
            }));
            peer.Add(Time(() => RunPeer(path, threads, runs: 0)));
            peerAnswering.Add(Time(() => RunPeer(path, threads, runs: 1)));
        }

        (long kept, long allocated) = Memory(path);
        Console.WriteLine(
            $"{Path.GetFileName(path)}, {megabytes:F1} MB, {threads} threads, ms: median (minimum) of {Rounds} rounds");
        Console.WriteLine(
            "| read the bytes | import | ratio | ONNX Runtime loads | import and run | ONNX Runtime loads and runs "
            + "| kept by the network | allocated on the way |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- |");
        Console.WriteLine(
            $"| {Show(reading)} | {Show(importing)} | {Median(importing) / Median(reading):F2} | {Show(peer)} "
            + $"| {Show(answering)} | {Show(peerAnswering)} | {kept / 1e6:F1} MB | {allocated / 1e6:F1} MB |");
    }

    /// <summary>A network out of an ONNX file, or of the zoo out of a checkpoint that is called like it.</summary>
    internal static Network Load(string path) => Path.GetExtension(path) == ".onnx"
        ? OnnxReader.Read(path)
        : ModelZoo.Load(Path.GetFileNameWithoutExtension(path), path);

    private static int RunPeer(string path, int threads, int runs)
    {
        using SessionOptions options = new() { IntraOpNumThreads = threads };
        using InferenceSession session = new(Path.ChangeExtension(path, ".onnx"), options);
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(new float[3 * 224 * 224], [1, 3, 224, 224]);
        using RunOptions run = new();
        for (int i = 0; i < runs; i++)
        {
            session.Run(run, [session.InputNames[0]], [input], [session.OutputNames[0]]).Dispose();
        }

        return runs;
    }

    private static (long Kept, long Allocated) Memory(string path)
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        long start = GC.GetTotalAllocatedBytes(precise: true);
        Network network = Load(path);
        long allocated = GC.GetTotalAllocatedBytes(precise: true) - start;
        long kept = GC.GetTotalMemory(forceFullCollection: true) - before;
        GC.KeepAlive(network);
        return (kept, allocated);
    }

    private static double Time(Func<int> work)
    {
        GC.Collect();
        long start = Stopwatch.GetTimestamp();
        GC.KeepAlive(work());
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static string Show(List<double> times) => $"{Median(times):F1} ({times.Min():F1})";

    private static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);
}
