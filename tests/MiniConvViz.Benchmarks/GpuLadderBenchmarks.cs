using System.Diagnostics;
using ILGPU;
using ILGPU.Runtime;
using MiniConvViz.Kernels;

namespace MiniConvViz.Benchmarks;

/// <summary>
/// The ladders of docs/how-the-gpu-kernels-work.md: six kinds of convolution and three fully connected layers, each in
/// every form that a device can run, timed in turn on the same numbers and compared with the lowest rung.
/// </summary>
internal static class GpuLadderBenchmarks
{
    private const int Rounds = 7;

    /// <summary>A form that takes this long in all has shown that it is slow.</summary>
    private const double PatienceMilliseconds = 1500;

    /// <summary>What every rung is timed on.</summary>
    public static IReadOnlyList<ConvolutionLayer> Layers { get; } =
    [
        ConvolutionLayer.ResNet18.Single(layer => layer.Name == "layer2.0.conv2"),
        ConvolutionLayer.ResNet50.Single(layer => layer.Name == "layer2.1.conv1"),
        ConvolutionLayer.ResNet18.Single(layer => layer.Name == "conv1"),
        ConvolutionLayer.MobileNetV2.Single(layer => layer.Name == "features.3.conv.1.0"),
        ConvolutionLayer.ResNet18.Single(layer => layer.Name == "layer4.0.conv1"),
        ConvolutionLayer.ResNet18.Single(layer => layer.Name == "layer1.0.conv1"),
    ];

    /// <summary>The last layer of ResNet-50, for an image and for a batch, and one that fits no cache.</summary>
    private static IReadOnlyList<LinearGeometry> LinearLayers { get; } =
    [
        new() { Rows = 1, InFeatures = 2048, OutFeatures = 1000 },
        new() { Rows = 32, InFeatures = 2048, OutFeatures = 1000 },
        new() { Rows = 1, InFeatures = 4096, OutFeatures = 4096 },
    ];

    /// <summary>The names of all forms, in their order.</summary>
    /// <param name="kind"><c>conv</c> or <c>linear</c>.</param>
    public static IEnumerable<string> FormsOf(string kind) =>
        kind == "linear" ? Enum.GetNames<LinearGpuForm>() : Enum.GetNames<Conv2dGpuForm>();

    /// <summary>Prints a table for each layer.</summary>
    /// <param name="device"><c>cuda</c>, <c>opencl</c> or <c>ilgpu-cpu</c>.</param>
    /// <param name="kind"><c>conv</c> or <c>linear</c> for these alone; empty for all.</param>
    /// <param name="form">The one form to time, where another makes the device unusable; null for all.</param>
    /// <returns>Whether there is such a device.</returns>
    public static bool Run(string device, string kind, string? form)
    {
        GpuDescription? description = GpuDiscovery.Find().FirstOrDefault(
            found => found.IsUsable
                && found.Kind.ToString().Equals(device.Replace("-", ""), StringComparison.OrdinalIgnoreCase));
        if (description is null)
        {
            Console.Error.WriteLine($"{device}: no such device; there are "
                + string.Join(", ", GpuDiscovery.Find().Where(found => found.IsUsable).Select(found => found.Kind)));
            return false;
        }

        using GpuAccelerator gpu = GpuAccelerator.Create(description, description.HasTensorCores);
        Console.WriteLine($"{gpu.Name} ({description.Version}), least ms of up to {Rounds} rounds");
        foreach (ConvolutionLayer layer in kind == "linear" ? [] : Layers)
        {
            Run(gpu, layer, form);
        }

        foreach (LinearGeometry layer in kind == "conv" ? [] : LinearLayers)
        {
            Run(gpu, layer, form);
        }

        return true;
    }

    private static void Run(GpuAccelerator gpu, ConvolutionLayer layer, string? only)
    {
        Conv2dGeometry g = layer.Geometry;
        Random random = new(1);
        float[] input = RandomNumbers.Floats(random, g.Batch * g.InChannels * g.InHeight * g.InWidth);
        float[] weight = RandomNumbers.Floats(random, g.OutChannels * g.Terms);
        float[] bias = RandomNumbers.Floats(random, g.OutChannels);
        int outputs = g.Batch * g.OutChannels * g.OutHeight * g.OutWidth;
        using MemoryBuffer1D<float, Stride1D.Dense> inputBuffer = Upload(gpu, input);
        using MemoryBuffer1D<float, Stride1D.Dense> biasBuffer = Upload(gpu, bias);
        using MemoryBuffer1D<float, Stride1D.Dense> outputBuffer = gpu.Allocate(outputs);
        PrintHead(layer.Name, layer.GigaOperations, (long)input.Length + weight.Length + bias.Length + outputs);
        Conv2dGpuForm chosen = Conv2dGpuForms.Choose(gpu, g);
        double naive = 0.0;
        foreach (Conv2dGpuForm form in Enum.GetValues<Conv2dGpuForm>()
            .Where(form => IsWanted(form, only) && Conv2dGpuForms.Fits(form, gpu, g)))
        {
            using MemoryBuffer1D<float, Stride1D.Dense> weightBuffer =
                Upload(gpu, Conv2dGpuForms.Pack(form, g, weight));
            Conv2dGpuOperands operands = new(
                inputBuffer.View, weightBuffer.View, biasBuffer.View, default, ClampRange.ReLU, outputBuffer.View);
            double least = Time(gpu, () => Conv2dGpuForms.Run(form, gpu, g, operands));
            naive = form == Conv2dGpuForm.Naive ? least : naive;
            PrintRow($"{form}", form == chosen, least, layer.GigaOperations, naive);
        }
    }

    private static void Run(GpuAccelerator gpu, LinearGeometry g, string? only)
    {
        Random random = new(1);
        float[] weight = RandomNumbers.Floats(random, g.OutFeatures * g.InFeatures);
        int inputs = g.Rows * g.InFeatures;
        int outputs = g.Rows * g.OutFeatures;
        using MemoryBuffer1D<float, Stride1D.Dense> inputBuffer = Upload(gpu, RandomNumbers.Floats(random, inputs));
        using MemoryBuffer1D<float, Stride1D.Dense> biasBuffer =
            Upload(gpu, RandomNumbers.Floats(random, g.OutFeatures));
        using MemoryBuffer1D<float, Stride1D.Dense> outputBuffer = gpu.Allocate(outputs);
        double gigaOperations = 2e-9 * outputs * g.InFeatures;
        PrintHead(
            $"linear [{g.Rows},{g.InFeatures}] to {g.OutFeatures}",
            gigaOperations,
            (long)inputs + weight.Length + g.OutFeatures + outputs);
        LinearGpuForm chosen = LinearGpuForms.Choose(gpu, g);
        double naive = 0.0;
        foreach (LinearGpuForm form in Enum.GetValues<LinearGpuForm>()
            .Where(form => IsWanted(form, only) && LinearGpuForms.Fits(form, gpu, g)))
        {
            using MemoryBuffer1D<float, Stride1D.Dense> weightBuffer =
                Upload(gpu, LinearGpuForms.Pack(form, g, weight));
            LinearGpuOperands operands = new(
                inputBuffer.View, weightBuffer.View, biasBuffer.View, ClampRange.ReLU, outputBuffer.View);
            double least = Time(gpu, () => LinearGpuForms.Run(form, gpu, g, operands));
            naive = form == LinearGpuForm.Naive ? least : naive;
            PrintRow($"{form}", form == chosen, least, gigaOperations, naive);
        }
    }

    private static bool IsWanted<TForm>(TForm form, string? only)
        where TForm : struct, Enum => only is null || $"{form}" == only;

    private static void PrintHead(string name, double gigaOperations, long numbers)
    {
        Console.WriteLine();
        Console.WriteLine(
            $"{name}: {gigaOperations:F3} * 10^9 operations, at least {sizeof(float) * numbers / 1e6:F2} MB");
        Console.WriteLine("| form | ms | GFLOP/s | times the naive form |");
        Console.WriteLine("| --- | --- | --- | --- |");
    }

    private static void PrintRow(string form, bool isChosen, double least, double gigaOperations, double naive) =>
        Console.WriteLine($"| {form}{(isChosen ? " (chosen)" : "")} | {least:F3} | {1000 * gigaOperations / least:F1} "
            + $"| {(naive > 0.0 ? $"{naive / least:F1}" : "-")} |");

    /// <summary>
    /// The least time of one launch, of many launches per wait; the first, which compiles, is not counted.
    /// </summary>
    private static double Time(GpuAccelerator gpu, Action launch)
    {
        launch();
        gpu.Synchronize();
        double least = double.PositiveInfinity;
        long start = Stopwatch.GetTimestamp();
        for (int round = 0;
            round < Rounds && Stopwatch.GetElapsedTime(start).TotalMilliseconds < PatienceMilliseconds;
            round++)
        {
            least = Math.Min(least, gpu.Time(launch).TotalMilliseconds);
        }

        return least;
    }

    private static MemoryBuffer1D<float, Stride1D.Dense> Upload(GpuAccelerator gpu, float[] numbers)
    {
        MemoryBuffer1D<float, Stride1D.Dense> buffer = gpu.Allocate(numbers.Length);
        gpu.Upload(numbers, buffer.View);
        return buffer;
    }
}
