using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;
using MiniConvViz.Execution;
using MiniConvViz.Networks;
using MiniConvViz.Taps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Benchmarks;

/// <summary>
/// Whole networks beside ONNX Runtime: the same weights (export_networks.py), the same image, the same threads, in
/// turn. Each round runs one engine a few times after a pause, so that the other's spinning threads have gone to sleep.
/// What is tapped is recycled after each run, as one does who looks at an image and goes on to the next.
/// </summary>
internal static class NetworkBenchmarks
{
    private const int Rounds = 7;
    private const int RunsPerRound = 5;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(30);

    public static void Run(string folder, int threads, int batch)
    {
        Console.WriteLine(
            $"{threads} threads, batch {batch}, 224x224, float32; "
            + $"median ms (minimum) of {Rounds * RunsPerRound} runs; ratios of medians (of minima)");
        Console.WriteLine(
            "| network | MiniConvViz cpu | ONNX Runtime | ratio | convolutions tapped | tapped/untapped "
            + "| every node tapped | tapped/untapped | difference |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        foreach (string model in Directory.EnumerateFiles(folder, "*.onnx").Order())
        {
            Compare(Path.GetFileNameWithoutExtension(model), folder, threads, batch);
        }
    }

    private static void Compare(string name, string folder, int threads, int batch)
    {
        Tensor image = RandomImage(batch);
        using Session plain = new(ModelZoo.Load(name, Path.Combine(folder, name + ".pth")), Device.Cpu(threads));
        using Session half = new(plain.Network, Device.Cpu(threads));
        using Tap convolutions = half.Tap("kind:Conv2d");
        using Session tapped = new(plain.Network, Device.Cpu(threads));
        using Tap everything = tapped.Tap("*");
        using SessionOptions options = new() { IntraOpNumThreads = threads };
        using InferenceSession peer = new(Path.Combine(folder, name + ".onnx"), options);
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(image.Values.ToArray(), [batch, 3, 224, 224]);
        using RunOptions run = new();

        double difference = RelativeDifference(plain.Run(image), peer, input, run);
        List<double> ours = [];
        List<double> withSome = [];
        List<double> withAll = [];
        List<double> theirs = [];
        for (int round = 0; round < Rounds; round++)
        {
            Measure(ours, () => plain.Run(image));
            Measure(withSome, () => RunAndRecycle(half, convolutions, image));
            Measure(withAll, () => RunAndRecycle(tapped, everything, image));
            Measure(theirs, () => peer.Run(run, ["input"], [input], ["output"]).Dispose());
        }

        Console.WriteLine(
            $"| {name} | {Text(ours)} | {Text(theirs)} | {Ratio(ours, theirs)} | "
            + $"{Text(withSome)} | {Ratio(withSome, ours)} | {Text(withAll)} | {Ratio(withAll, ours)} | {difference:E1} |");
    }

    private static void RunAndRecycle(Session session, Tap tap, Tensor image)
    {
        session.Run(image);
        tap.Recycle();
    }

    private static void Measure(List<double> milliseconds, Action action)
    {
        Thread.Sleep(Pause);
        action();
        for (int i = 0; i < RunsPerRound; i++)
        {
            long start = Stopwatch.GetTimestamp();
            action();
            milliseconds.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
    }

    private static Tensor RandomImage(int batch)
    {
        Random random = new(1);
        Tensor image = new([batch, 3, 224, 224]);
        foreach (ref float value in image.Values)
        {
            value = (random.NextSingle() * 4f) - 2f;
        }

        return image;
    }

    private static double RelativeDifference(Tensor output, InferenceSession peer, OrtValue input, RunOptions run)
    {
        using IDisposableReadOnlyCollection<OrtValue> outputs = peer.Run(run, ["input"], [input], ["output"]);
        ReadOnlySpan<float> expected = outputs[0].GetTensorDataAsSpan<float>();
        double difference = 0;
        double size = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            difference += Math.Pow(output.Values[i] - expected[i], 2);
            size += Math.Pow(expected[i], 2);
        }

        return Math.Sqrt(difference / size);
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static string Ratio(List<double> a, List<double> b) =>
        $"{Median(a) / Median(b):F2} ({a.Min() / b.Min():F2})";

    private static string Text(List<double> values) => $"{Median(values):F1} ({values.Min():F1})";
}
