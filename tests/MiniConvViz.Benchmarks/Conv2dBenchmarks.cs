using System.Diagnostics;
using MiniConvViz.Kernels;

namespace MiniConvViz.Benchmarks;

/// <summary>
/// Times every <see cref="Conv2dAlgorithm"/> that fits a layer beside ONNX Runtime, run by run in turn, so that a busy
/// machine slows both.
/// </summary>
/// <remarks>
/// Input and output are laid out as each algorithm takes and makes them, and ONNX Runtime's own changes of layout are
/// taken out of its time, as <see cref="OnnxConvolution"/> tells. Both sides convolve several times in a row, so that
/// both find their weights in the caches. Minima are compared, which other programs disturb least.
/// </remarks>
internal static class Conv2dBenchmarks
{
    private const int Copies = 5;
    private const int MinRounds = 5;

    /// <summary>
    /// Prints a row per kind of layer and algorithm, and the fastest's and ONNX Runtime's total over the network.
    /// </summary>
    public static void Run(string network, IReadOnlyList<ConvolutionLayer> layers, int threads, double secondsPerLayer)
    {
        using CpuWorkers workers = new(threads);
        double peak = threads * PeakSpeed.MeasureOneThread();
        Console.WriteLine(
            $"{network}, {threads} threads: minimum ms; multiply-adds in registers reach {peak:F0} GFLOP/s");
        Console.WriteLine(
            $"{"layer",-24}{"times",6}  {"algorithm",-18}{"ms",9}{"GFLOP/s",9}{"of peak",9}{"ORT ms",10}{"ratio",8}");
        double total = 0.0, totalOnnx = 0.0;
        foreach (ConvolutionLayer layer in layers)
        {
            Conv2dAlgorithm[] algorithms =
                [.. Enum.GetValues<Conv2dAlgorithm>().Where(x => Conv2dAlgorithms.Fits(x, layer.Geometry))];
            (double[] ours, double onnx) = Time(workers, layer, algorithms, secondsPerLayer);
            total += layer.Count * ours.Min();
            totalOnnx += layer.Count * onnx;
            for (int i = 0; i < algorithms.Length; i++)
            {
                double speed = 1000 * layer.GigaOperations / ours[i];
                Console.WriteLine(
                    $"{(i == 0 ? layer.Name : ""),-24}{(i == 0 ? layer.Count : ""),6}  "
                    + $"{Conv2dAlgorithms.Name(algorithms[i]),-18}{ours[i],9:F3}{speed,9:F0}{speed / peak,9:P0}"
                    + $"{onnx,10:F3}{ours[i] / onnx,8:F2}");
            }
        }

        Console.WriteLine(
            $"{"all, the fastest",-24}{layers.Sum(x => x.Count),6}  {"",-18}{total,9:F2}{"",18}"
            + $"{totalOnnx,10:F2}{total / totalOnnx,8:F2}");
    }

    /// <summary>Least milliseconds of each algorithm and of ONNX Runtime.</summary>
    private static (double[] Ours, double Onnx) Time(
        CpuWorkers workers, ConvolutionLayer layer, Conv2dAlgorithm[] algorithms, double seconds)
    {
        Conv2dGeometry g = layer.Geometry;
        Random random = new(1);
        float[] input = RandomNumbers.Floats(random, g.Batch * g.InChannels * g.InHeight * g.InWidth);
        float[] weight = RandomNumbers.Floats(random, g.OutChannels * g.Terms);
        float[] bias = RandomNumbers.Floats(random, g.OutChannels);
        using OnnxConvolution onnxOnce = new(g, input, weight, bias, workers.Threads);
        using OnnxConvolution onnxOften = new(g, input, weight, bias, workers.Threads, Copies);
        float[] expected = onnxOnce.Run();
        LayerRun[] runs = [.. algorithms.Select(algorithm => new LayerRun(algorithm, g, input, weight, bias))];
        foreach (LayerRun run in runs)
        {
            run.Run(workers);
            RequireSame($"{layer.Name}, {run.Algorithm}", expected, run.PlainOutput());
        }

        double[] least = [.. runs.Select(_ => double.PositiveInfinity)];
        double leastOnce = double.PositiveInfinity, leastOften = double.PositiveInfinity;
        Stopwatch clock = Stopwatch.StartNew();
        for (int round = 0; round < MinRounds || clock.Elapsed.TotalSeconds < seconds; round++)
        {
            for (int i = 0; i < runs.Length; i++)
            {
                for (int copy = 0; copy < Copies; copy++)
                {
                    LayerRun run = runs[i];
                    least[i] = Math.Min(least[i], Milliseconds(() => run.Run(workers)));
                }
            }

            leastOnce = Math.Min(leastOnce, Milliseconds(onnxOnce.RunOnly));
            leastOften = Math.Min(leastOften, Milliseconds(onnxOften.RunOnly));
        }

        return (least, (leastOften - leastOnce) / (Copies - 1));
    }

    private static double Milliseconds(Action run)
    {
        long start = Stopwatch.GetTimestamp();
        run();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static void RequireSame(string name, float[] expected, float[] got)
    {
        double errors = 0.0, squares = 0.0;
        for (int i = 0; i < expected.Length; i++)
        {
            errors += ((double)got[i] - expected[i]) * ((double)got[i] - expected[i]);
            squares += (double)expected[i] * expected[i];
        }

        double relative = Math.Sqrt(errors / squares);
        if (!(relative < 5e-6))
        {
            throw new InvalidOperationException(
                $"{name}: the two results differ by {relative:E2} of their size, expected less than 5e-6.");
        }
    }
}
