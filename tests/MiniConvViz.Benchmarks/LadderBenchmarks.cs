using System.Diagnostics;
using MiniConvViz.Kernels;

namespace MiniConvViz.Benchmarks;

/// <summary>
/// The ladder of docs/how-the-cpu-kernels-work.md: one convolution from the reference loop to the fastest form, each rung
/// timed in turn on the same numbers.
/// </summary>
internal static class LadderBenchmarks
{
    private const int Rounds = 9;

    /// <summary>A convolution that only runs, with its name.</summary>
    private sealed record Rung(string Name, Action Run)
    {
        public double Least { get; set; } = double.PositiveInfinity;
    }

    public static void Run(ConvolutionLayer layer)
    {
        Conv2dGeometry g = layer.Geometry;
        Random random = new(1);
        float[] input = RandomNumbers.Floats(random, g.Batch * g.InChannels * g.InHeight * g.InWidth);
        float[] weight = RandomNumbers.Floats(random, g.OutChannels * g.Terms);
        float[] bias = RandomNumbers.Floats(random, g.OutChannels);
        float[] output = new float[g.Batch * g.OutChannels * g.OutHeight * g.OutWidth];
        using CpuWorkers one = new(1);
        using CpuWorkers all = new(Environment.ProcessorCount);
        List<Rung> rungs = [new("reference loop", () => Conv2dReference.Run(g, input, weight, bias, output))];
        foreach (Conv2dTileForm form in Enum.GetValues<Conv2dTileForm>().Where(Conv2dTileForms.IsSupported))
        {
            Conv2dPackedWeights packed = Conv2dPackedWeights.Pack(
                form, weight, bias, g.OutChannels, g.GroupInChannels, g.KernelHeight, g.KernelWidth, g.Groups);
            rungs.Add(new($"product, {form}", () => packed.Run(one, g, input, [], ClampRange.ReLU, output)));
        }

        Conv2dAlgorithm[] blocked =
            [Conv2dAlgorithm.Direct, Conv2dAlgorithm.Winograd2x2, Conv2dAlgorithm.Winograd4x4];
        foreach (Conv2dAlgorithm algorithm in blocked.Where(x => Conv2dAlgorithms.Fits(x, g)))
        {
            LayerRun run = new(algorithm, g, input, weight, bias);
            string name = Conv2dAlgorithms.Name(algorithm);
            rungs.Add(new($"{name}, {Conv2dTileForms.Best}", () => run.Run(one)));
            rungs.Add(new($"{name}, {all.Threads} threads", () => run.Run(all)));
        }

        Time(rungs);
        Console.WriteLine($"{layer.Name}: least ms of {Rounds} rounds");
        Console.WriteLine("| rung | ms | GFLOP/s | times the reference |");
        Console.WriteLine("| --- | --- | --- | --- |");
        foreach (Rung rung in rungs)
        {
            Console.WriteLine(
                $"| {rung.Name} | {rung.Least:F2} | {1000 * layer.GigaOperations / rung.Least:F1} | "
                + $"{rungs[0].Least / rung.Least:F1} |");
        }
    }

    /// <summary>Fast rungs run several times per round, so that each round finds its caches warm.</summary>
    private static void Time(List<Rung> rungs)
    {
        for (int round = 0; round < Rounds; round++)
        {
            foreach (Rung rung in rungs.Where(rung => round == 0 || rung.Least < 1000))
            {
                int repeats = rung.Least < 20 ? 10 : 1;
                for (int i = 0; i < repeats; i++)
                {
                    long start = Stopwatch.GetTimestamp();
                    rung.Run();
                    rung.Least = Math.Min(rung.Least, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                }
            }
        }
    }
}
