using System.Globalization;
using MiniConvViz.Kernels;

namespace MiniConvViz.Execution;

/// <summary>
/// What <c>auto</c> takes where there is a GPU: whichever is the faster from start to end, by what both took here
/// before.
/// <code>
/// cpu, if its first run takes less time than the GPU takes to open and to load its kernels
/// </code>
/// A GPU is taken until its start was measured twice; its own computing time is left out, so that doubt is in its favour.
/// </summary>
/// <param name="gpuStarts">What the GPU took to start.</param>
/// <param name="cpuRuns">What first runs on the CPU took.</param>
/// <param name="probeCpu">Runs something on the CPU for the first measurement.</param>
internal sealed class AutoChoice(DeviceTimes gpuStarts, DeviceTimes cpuRuns, Func<FirstRun> probeCpu)
{
    /// <summary>What is remembered in the user's own data folder of a GPU and of a CPU with so many threads.</summary>
    public static AutoChoice For(GpuDescription gpu, Device cpu)
    {
        Guid build = typeof(GpuAccelerator).Module.ModuleVersionId;
        string folder = UserDataFolder.For("times");
        return new AutoChoice(
            TimesOf($"{gpu.Kind} {gpu.Name} {gpu.Version} {gpu.Driver} {build}"),
            TimesOf($"{cpu.Name} {cpu.Description} {Device.VectorWidth} {build}"),
            () => DeviceMeasurement.FirstConvolution(cpu));

        DeviceTimes TimesOf(string key) => new(new RememberedText(folder, key), () => DateTime.UtcNow);
    }

    /// <summary>What the GPU takes to start, in seconds; null before that was measured twice.</summary>
    public double? GpuStart => gpuStarts.Start;

    /// <summary>Whether the cpu is the faster, and why that is believed.</summary>
    /// <param name="gpu">The GPU's device name.</param>
    /// <param name="work">What is to be computed.</param>
    public (bool IsCpu, string Reason) Choose(string gpu, DeviceWork work)
    {
        if (gpuStarts.Start is not double start)
        {
            return (false, "how long it takes to start is measured first");
        }

        string images = work.Images == 1 ? "1 image" : $"{work.Images} images";
        double cpu = cpuRuns.EstimateRun(work.MultiplyAdds) ?? EstimateFirstRun(work.MultiplyAdds);
        return cpu < start
            ? (true, Invariant($"faster for {images}, measured: {cpu:F2} s, where {gpu} takes {start:F2} s to start"))
            : (false, Invariant($"faster for {images}, measured: {start:F2} s to start, where cpu takes {cpu:F2} s"));
    }

    /// <summary>Remembers how the GPU started.</summary>
    public void GpuRan(FirstRun run) => gpuStarts.AddStart(run.Start);

    /// <summary>Remembers a first run on the CPU.</summary>
    public void CpuRan(FirstRun run) => cpuRuns.AddRun(run.MultiplyAdds, run.Run);

    private double EstimateFirstRun(long multiplyAdds)
    {
        CpuRan(probeCpu());
        return cpuRuns.EstimateRun(multiplyAdds) ?? double.PositiveInfinity;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
