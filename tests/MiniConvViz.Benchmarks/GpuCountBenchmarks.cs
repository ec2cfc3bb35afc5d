using ILGPU;
using ILGPU.Runtime;
using MiniConvViz.Kernels;
using MiniConvViz.Kernels.Tests.Ptx;
using MiniConvViz.Ptx;

namespace MiniConvViz.Benchmarks;

/// <summary>
/// What each form of a convolution asks of an NVIDIA GPU, counted on its PTX without one: instructions, sectors of
/// memory and turns of shared memory per multiply-add. No time is measured.
/// </summary>
internal static class GpuCountBenchmarks
{
    /// <summary>Enough for the middle of an image, and its edges.</summary>
    private const int Groups = 6;

    private const int WarpThreads = 32, SectorBytes = 32;

    public static void Run(IReadOnlyList<ConvolutionLayer> layers)
    {
        foreach (ConvolutionLayer layer in layers)
        {
            Console.WriteLine();
            Console.WriteLine($"{layer.Name}, per multiply-add");
            Console.WriteLine(
                "| form | instructions | bytes of memory, to the fewest | turns of shared memory, to the fewest |");
            Console.WriteLine("| --- | --- | --- | --- |");
            foreach (Conv2dGpuForm form in Enum.GetValues<Conv2dGpuForm>())
            {
                PtxCounter counter = new(Groups);
                using GpuAccelerator gpu = PtxDevice.Open(counter);
                if (form is not (Conv2dGpuForm.TensorCores or Conv2dGpuForm.WinogradRegisters)
                    && Conv2dGpuForms.Fits(form, gpu, layer.Geometry))
                {
                    Count(gpu, form, layer.Geometry);
                    Print(form, counter);
                }
            }
        }
    }

    private static void Count(GpuAccelerator gpu, Conv2dGpuForm form, Conv2dGeometry g)
    {
        using MemoryBuffer1D<float, Stride1D.Dense> input =
            gpu.Allocate(g.Batch * g.InChannels * g.InHeight * g.InWidth);
        float[] packed = Conv2dGpuForms.Pack(form, g, new float[g.OutChannels * g.Terms]);
        using MemoryBuffer1D<float, Stride1D.Dense> weight = gpu.Allocate(packed.Length);
        using MemoryBuffer1D<float, Stride1D.Dense> bias = gpu.Allocate(g.OutChannels);
        using MemoryBuffer1D<float, Stride1D.Dense> output =
            gpu.Allocate(g.Batch * g.OutChannels * g.OutHeight * g.OutWidth);
        Conv2dGpuForms.Run(
            form, gpu, g, new(input.View, weight.View, bias.View, default, ClampRange.ReLU, output.View));
    }

    private static void Print(Conv2dGpuForm form, PtxCounter counter)
    {
        double products = counter.Products;
        string shared = counter.Shared.Fewest == 0
            ? ""
            : $"{WarpThreads * counter.Shared.Turns / products:F2}, "
                + $"{(double)counter.Shared.Turns / counter.Shared.Fewest:F1} x";
        Console.WriteLine(
            $"| {form} | {(counter.Instructions - products) / products:F1} "
            + $"| {SectorBytes * counter.Global.Sectors / products:F2}, "
            + $"{(double)counter.Global.Sectors / counter.Global.Fewest:F1} x | {shared} |");
    }
}
