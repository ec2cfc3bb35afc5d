using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;
using MiniConvViz.Networks;

namespace MiniConvViz.Benchmarks;

/// <summary>
/// How long it takes to import an ONNX file, beside just reading its bytes and beside ONNX Runtime's own loading, in
/// turn; and what memory the import leaves and asks for in between.
/// </summary>
internal static class ImportBenchmarks
{
    private const int Rounds = 9;

    public static void Run(string path)
    {
        double megabytes = new FileInfo(path).Length / 1e6;
        List<double> reading = [];
        List<double> importing = [];
        List<double> peer = [];
        for (int round = 0; round < Rounds; round++)
        {
            reading.Add(Time(() => File.ReadAllBytes(path).Length));
            importing.Add(Time(() => OnnxReader.Read(path).Nodes.Count));
            peer.Add(Time(() =>
            {
                using InferenceSession session = new(path);
                return session.OutputMetadata.Count;
            }));
        }

        (long kept, long allocated) = Memory(path);
        Console.WriteLine($"{Path.GetFileName(path)}, {megabytes:F1} MB, median (minimum) of {Rounds} rounds");
        Console.WriteLine(
            "| read the bytes | import | ratio | ONNX Runtime loads | kept by the network | allocated on the way |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- |");
        Console.WriteLine(
            $"| {Show(reading)} ms | {Show(importing)} ms | {Median(importing) / Median(reading):F2} | {Show(peer)} ms "
            + $"| {kept / 1e6:F1} MB | {allocated / 1e6:F1} MB |");
    }

    private static (long Kept, long Allocated) Memory(string path)
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        long start = GC.GetTotalAllocatedBytes(precise: true);
        Network network = OnnxReader.Read(path);
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
