using System.Diagnostics;
using MiniConvViz.Kernels;

namespace MiniConvViz.Benchmarks;

/// <summary>
/// Times <see cref="Conv2dSimd"/> layer by layer beside ONNX Runtime, run by run in turn, so that a busy machine slows
/// both.
/// </summary>
internal static class Conv2dBenchmarks
{
    /// <summary>Prints one row per kind of layer and the total over the network.</summary>
    public static void Run(string network, IReadOnlyList<ConvolutionLayer> layers, int threads, double secondsPerLayer)
    {
        using CpuWorkers workers = new(threads);
        Console.WriteLine($"{network}, {threads} threads: minimum and median ms, GFLOP/s of the minimum");
        Console.WriteLine(
            $"{"layer",-24}{"times",6}{"min",9}{"median",9}{"GFLOP/s",9}{"ORT min",10}{"median",9}{"ratio",8}");
        double total = 0.0, totalOnnx = 0.0;
        foreach (ConvolutionLayer layer in layers)
        {
            (double[] ours, double[] onnx) = Time(workers, layer, secondsPerLayer);
            total += layer.Count * ours[0];
            totalOnnx += layer.Count * onnx[0];
            Console.WriteLine(
                $"{layer.Name,-24}{layer.Count,6}{ours[0],9:F3}{Median(ours),9:F3}"
                + $"{1000 * layer.GigaOperations / ours[0],9:F0}"
                + $"{onnx[0],10:F3}{Median(onnx),9:F3}{ours[0] / onnx[0],8:F2}");
        }

        Console.WriteLine(
            $"{"all",-24}{layers.Sum(x => x.Count),6}{total,9:F2}{"",18}"
            + $"{totalOnnx,10:F2}{"",9}{total / totalOnnx,8:F2}");
    }

    /// <summary>Sorted milliseconds of our runs and of ONNX Runtime's.</summary>
    private static (double[] Ours, double[] Onnx) Time(CpuWorkers workers, ConvolutionLayer layer, double seconds)
    {
        Conv2dGeometry g = layer.Geometry;
        Random random = new(1);
        float[] input = RandomFloats(random, g.Batch * g.InChannels * g.InHeight * g.InWidth);
        float[] weight = RandomFloats(random, g.OutChannels * g.Terms);
        float[] bias = RandomFloats(random, g.OutChannels);
        float[] output = new float[g.Batch * g.OutChannels * g.OutHeight * g.OutWidth];
        Conv2dPackedWeights packed = Conv2dPackedWeights.Pack(
            weight, bias, g.OutChannels, g.GroupInChannels, g.KernelHeight, g.KernelWidth, g.Groups);
        using OnnxConvolution onnx = new(g, input, weight, bias, workers.Threads);
        Conv2dSimd.Run(workers, g, input, packed, default, ClampRange.ReLU, output);
        RequireSame(layer, onnx.Run(), output);

        List<double> ourTimes = [], onnxTimes = [];
        Stopwatch clock = Stopwatch.StartNew();
        while (ourTimes.Count < 5 || clock.Elapsed.TotalSeconds < seconds)
        {
            long start = Stopwatch.GetTimestamp();
            Conv2dSimd.Run(workers, g, input, packed, default, ClampRange.ReLU, output);
            ourTimes.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            start = Stopwatch.GetTimestamp();
            onnx.RunOnly();
            onnxTimes.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return ([.. ourTimes.Order()], [.. onnxTimes.Order()]);
    }

    private static double Median(double[] sorted) => sorted[sorted.Length / 2];

    private static void RequireSame(ConvolutionLayer layer, float[] expected, float[] got)
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
                $"{layer.Name}: the two results differ by {relative:E2} of their size, expected less than 5e-6.");
        }
    }

    private static float[] RandomFloats(Random random, int count)
    {
        float[] floats = new float[count];
        for (int i = 0; i < count; i++)
        {
            floats[i] = (random.NextSingle() * 2f) - 1f;
        }

        return floats;
    }
}
