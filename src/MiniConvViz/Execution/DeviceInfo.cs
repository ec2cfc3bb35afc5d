using MiniConvViz.Kernels;

namespace MiniConvViz.Execution;

/// <summary>What this machine has for one device name, or why it has nothing.</summary>
/// <param name="Name">What <c>--device</c> takes.</param>
/// <param name="Hardware">The hardware's own name.</param>
/// <param name="MemoryBytes">Its memory; 0 when unknown.</param>
/// <param name="Version">Compute capability, OpenCL or vector instruction set.</param>
/// <param name="Problem">Why it cannot be used, with the remedy; null when it can.</param>
/// <param name="IsAuto">The one that <c>auto</c> takes.</param>
public sealed record DeviceInfo(
    string Name, string Hardware, long MemoryBytes, string Version, string? Problem, bool IsAuto)
{
    /// <summary>Every device this machine has, and every one it might have had. Loads ILGPU to ask it.</summary>
    public static IReadOnlyList<DeviceInfo> FindAll()
    {
        GpuDescription? best = GpuDevices.FindBest();
        long memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        return
        [
            .. GpuDiscovery.Find().Select(gpu => new DeviceInfo(
                GpuDevices.NameOf(gpu.Kind), gpu.Name, gpu.MemoryBytes, gpu.Version, gpu.Problem, gpu == best)),
            new("cpu", $"{Environment.ProcessorCount} processors", memory, Device.VectorWidth, null, best is null),
            new("reference", "plain loops, double accumulation", memory, "", null, false),
        ];
    }
}
