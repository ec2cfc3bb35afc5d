using MiniConvViz.Kernels;
using MiniConvViz.Kernels.Tests.Ptx;

namespace MiniConvViz.Benchmarks;

/// <summary>
/// What the model of time says: the form that each convolution of a network takes on an NVIDIA GPU, and every other
/// form of which it knows the time. Nothing runs.
/// </summary>
internal static class GpuEstimateBenchmarks
{
    /// <summary>Clocks in a microsecond on the GPU whose constants the model has.</summary>
    private const double ClocksPerMicrosecond = 1900;

    /// <summary>Prints a table for each network.</summary>
    /// <param name="batch">Images in the batch.</param>
    /// <param name="multiprocessors">Those of the device.</param>
    /// <param name="usesTensorCores">Convolutions may run on tensor cores.</param>
    public static void Run(int batch, int multiprocessors, bool usesTensorCores)
    {
        using GpuAccelerator gpu = PtxDevice.Open(null, multiprocessors, usesTensorCores);
        Run(gpu, "ResNet-18", batch, ConvolutionLayer.ResNet18);
        Run(gpu, "VGG-16", batch, ConvolutionLayer.Vgg16);
        Run(gpu, "ResNet-50 (its 1x1)", batch, ConvolutionLayer.ResNet50);
    }

    private static void Run(GpuAccelerator gpu, string network, int batch, IReadOnlyList<ConvolutionLayer> layers)
    {
        Console.WriteLine();
        Console.WriteLine($"{network}, batch {batch}, {gpu.Multiprocessors} multiprocessors, estimated microseconds");
        Console.WriteLine("| layer | nodes | chosen | us | TFLOP/s | other forms |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- |");
        double total = 0;
        foreach (ConvolutionLayer layer in layers)
        {
            Conv2dGeometry geometry = layer.Geometry with { Batch = batch };
            Conv2dGpuForm chosen = Conv2dGpuForms.Choose(gpu, geometry);
            double microseconds = Microseconds(gpu, chosen, geometry);
            total += layer.Count * microseconds;
            IEnumerable<string> others =
                from form in Conv2dGpuTimes.Forms
                where form != chosen && Conv2dGpuForms.Fits(form, gpu, geometry)
                let time = Microseconds(gpu, form, geometry)
                where double.IsFinite(time)
                orderby time
                select $"{form} {time:F1}";
            Console.WriteLine(
                $"| {layer.Name} | {layer.Count} | {Describe(gpu, chosen, geometry)} | {microseconds:F1} "
                + $"| {1000 * batch * layer.GigaOperations / microseconds:F1} | {string.Join(", ", others)} |");
        }

        Console.WriteLine($"all nodes: {total / 1000:F3} ms");
    }

    private static string Describe(GpuAccelerator gpu, Conv2dGpuForm form, Conv2dGeometry geometry)
    {
        int steps = Conv2dGpuGemm64.Steps(geometry);
        long tiles = Conv2dGpuGemm64.Tiles(geometry);
        return form switch
        {
            Conv2dGpuForm.Split64 => With(tiles, steps, Conv2dGpuSplit64.Block),
            Conv2dGpuForm.TensorCoresSplit64 =>
                With(tiles, Conv2dGpuTensorCores64.Steps(geometry), Conv2dGpuTensorCoresSplit64.Block),
            Conv2dGpuForm.PointwiseSplit64 => With(tiles, steps, GpuGemmSplit64.Block),
            _ => $"{form}",
        };

        string With(long tiles, int steps, GpuBlock block) =>
            $"{form}, {GpuSplit.Stretches(gpu.Multiprocessors, tiles, steps, block)} stretches";
    }

    private static double Microseconds(GpuAccelerator gpu, Conv2dGpuForm form, Conv2dGeometry geometry) =>
        Conv2dGpuTimes.Of(form, gpu, geometry) / ClocksPerMicrosecond;
}
