using System.Globalization;
using MiniConvViz.Kernels;

namespace MiniConvViz.Execution;

/// <summary>
/// What <c>auto</c> chooses where there is a GPU: the device that is the faster from start to end, by earlier
/// measurements of both on this machine.
/// <code>
/// cpu, if its first run takes less time than the GPU takes to open and to load its kernels
/// </code>
/// The GPU is chosen until its start was measured twice. Its own computing time is left out, which favours the GPU.
/// </summary>
/// <param name="gpuStarts">The measured start times of the GPU.</param>
/// <param name="cpuRuns">The measured times of first runs on the CPU.</param>
/// <param name="probeCpu">Runs a small network on the CPU for the first measurement.</param>
internal sealed class AutoChoice(DeviceTimes gpuStarts, DeviceTimes cpuRuns, Func<FirstRun> probeCpu)
{
    /// <summary>
    /// The choice by the measurements, in the user's data folder, of a GPU and of a CPU with this number of threads.
    /// </summary>
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

    /// <summary>The time the GPU takes to start, in seconds; null before it was measured twice.</summary>
    public double? GpuStart => gpuStarts.Start;

    /// <summary>Whether the cpu is the faster, and the reason.</summary>
    /// <param name="gpu">The GPU's device name.</param>
    /// <param name="work">The work to be computed.</param>
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

    /// <summary>Saves how long the GPU took to start.</summary>
    public void GpuRan(FirstRun run) => gpuStarts.AddStart(run.Start);

    /// <summary>Saves the time of a first run on the CPU.</summary>
    public void CpuRan(FirstRun run) => cpuRuns.AddRun(run.MultiplyAdds, run.Run);

    private double EstimateFirstRun(long multiplyAdds)
    {
        CpuRan(probeCpu());
        return cpuRuns.EstimateRun(multiplyAdds) ?? double.PositiveInfinity;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
