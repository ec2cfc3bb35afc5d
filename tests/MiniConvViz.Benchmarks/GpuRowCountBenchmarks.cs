using ILGPU;
using ILGPU.Runtime;
using MiniConvViz.Kernels;
using MiniConvViz.Kernels.Tests.Ptx;
using MiniConvViz.Ptx;

namespace MiniConvViz.Benchmarks;

/// <summary>
/// What row reductions ask of an NVIDIA GPU, counted on their PTX without one: instructions, and bytes of global memory
/// beside the fewest that would hold the same elements. No time is measured.
/// </summary>
internal static class GpuRowCountBenchmarks
{
    private const int SectorBytes = 32;

    public static void Run()
    {
        Console.WriteLine("| operator | rows x length | instructions per element | bytes per element, to the fewest |");
        Console.WriteLine("| --- | --- | --- | --- |");
        Print("instance norm", 64, 256 * 256, InstanceNorm);
        Print("layer norm", 197, 768, LayerNorm);
        Print("softmax", 1, 1000, Softmax);
        Print("softmax", 512, 1000, Softmax);
        Print("mean (global average pooling)", 512, 49, Mean);
        Print("mean", 1, 1_000_000, Mean);
        Print("argmax", 1, 1000, ArgMax);
    }

    private static void Print(
        string name, int rows, int length, Action<GpuAccelerator, AxisGeometry, ArrayView<float>> run)
    {
        PtxCounter counter = new(groups: int.MaxValue);
        using GpuAccelerator gpu = PtxDevice.Open(counter, multiprocessors: 132);
        using MemoryBuffer1D<float, Stride1D.Dense> memory = gpu.Allocate(rows * length);
        run(gpu, new AxisGeometry { Outer = rows, Length = length, Inner = 1 }, memory.View);
        double elements = (double)rows * length;
        Console.WriteLine(
            $"| {name} | {rows} x {length} | {counter.Instructions / elements:F1} "
            + $"| {SectorBytes * counter.Global.Sectors / elements:F1}, "
            + $"{(double)counter.Global.Sectors / counter.Global.Fewest:F1} x |");
    }

    private static void InstanceNorm(GpuAccelerator gpu, AxisGeometry rows, ArrayView<float> memory)
    {
        using MemoryBuffer1D<float, Stride1D.Dense> weights = gpu.Allocate(rows.Outer);
        GroupNormGeometry geometry = new()
        {
            Batch = 1,
            Groups = rows.Outer,
            GroupChannels = 1,
            Plane = rows.Length,
        };
        GroupNormGpu.Run(gpu, geometry, memory, weights.View, weights.View, 1e-5f, memory);
    }

    private static void LayerNorm(GpuAccelerator gpu, AxisGeometry rows, ArrayView<float> memory)
    {
        using MemoryBuffer1D<float, Stride1D.Dense> weights = gpu.Allocate(rows.Length);
        LayerNormGpu.Run(gpu, rows, memory, weights.View, weights.View, 1e-5f, memory);
    }

    private static void Softmax(GpuAccelerator gpu, AxisGeometry rows, ArrayView<float> memory) =>
        SoftmaxGpu.Run(gpu, rows, memory, memory);

    private static void Mean(GpuAccelerator gpu, AxisGeometry rows, ArrayView<float> memory)
    {
        using MemoryBuffer1D<float, Stride1D.Dense> output = gpu.Allocate(rows.Outer);
        ReduceGpu.Run(
            gpu, default(MeanReduction), ReduceGeometry.Create([rows.Outer, rows.Length], 2u), memory, output.View);
    }

    private static void ArgMax(GpuAccelerator gpu, AxisGeometry rows, ArrayView<float> memory)
    {
        using MemoryBuffer1D<float, Stride1D.Dense> output = gpu.Allocate(rows.Outer);
        ArgMaxGpu.Run(gpu, rows, selectLast: false, memory, output.View);
    }
}
