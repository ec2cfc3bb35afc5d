using ILGPU.Backends.OpenCL;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;

namespace MiniConvViz.Kernels;

/// <summary>Finds the devices that can run the GPU kernels, and the reasons why others cannot.</summary>
internal static class GpuDiscovery
{
    /// <summary>
    /// Whether a CUDA or OpenCL driver library is installed. Only looks for the library and loads nothing of ILGPU,
    /// which is not needed if the result is false.
    /// </summary>
    public static bool DriverPresent() => GpuDriver.IsPresent(GpuDriver.Cuda) || GpuDriver.IsPresent(GpuDriver.OpenCL);

    /// <summary>
    /// Every CUDA device, every OpenCL device and, last, ILGPU's emulated accelerator. A kind without devices has one
    /// entry whose <see cref="GpuDescription.Problem"/> gives the reason. The first
    /// <see cref="GpuDescription.IsUsableGpu"/> is the one to choose.
    /// </summary>
    public static IReadOnlyList<GpuDescription> Find()
    {
        GpuRuntime.EnsureDriversResolve();
        return [.. FindCuda(), .. FindOpenCL(), DescribeIlgpuCpu()];
    }

    private static List<GpuDescription> FindCuda()
    {
        if (!GpuDriver.IsPresent(GpuDriver.Cuda))
        {
            return [Missing(GpuKind.Cuda, GpuDriver.HowToGet(GpuDriver.Cuda))];
        }

        List<GpuDescription> found = [];
        foreach (CudaDevice device in CudaDevice.GetDevices(_ => true).Cast<CudaDevice>())
        {
            found.Add(new GpuDescription
            {
                Name = device.Name,
                Kind = GpuKind.Cuda,
                Index = found.Count,
                MemoryBytes = device.MemorySize,
                Driver = $"{device.DriverVersion}",
                Version = $"compute capability {device.Architecture?.Major}.{device.Architecture?.Minor}",
                IsProcessor = false,
                HasTensorCores = device.Architecture?.Major >= 8,
                Problem = CudaProblem(device.InstructionSet, device.DriverVersion),
            });
        }

        return found.Count > 0 ? found : [Missing(GpuKind.Cuda, NoCudaDevice())];
    }

    // ILGPU silently omits a device if one of its properties cannot be read.
    private static string NoCudaDevice()
    {
        bool isAnswer = CudaAPI.CurrentAPI.GetDeviceCount(out int count) == CudaError.CUDA_SUCCESS;
        return isAnswer && count > 0
            ? $"the NVIDIA driver reports {count} device{(count == 1 ? "" : "s")} but not all of their properties: "
                + "update the driver"
            : "the NVIDIA driver is installed but reports no device: nvidia-smi says more";
    }

    private static List<GpuDescription> FindOpenCL()
    {
        if (!GpuDriver.IsPresent(GpuDriver.OpenCL))
        {
            return [Missing(GpuKind.OpenCL, GpuDriver.HowToGet(GpuDriver.OpenCL))];
        }

        List<GpuDescription> found = [];
        foreach (CLDevice device in CLDevice.GetDevices(_ => true).Cast<CLDevice>())
        {
            found.Add(new GpuDescription
            {
                Name = device.Name,
                Kind = GpuKind.OpenCL,
                Index = found.Count,
                MemoryBytes = device.MemorySize,
                Driver = CLAPI.CurrentAPI.GetDeviceInfo(device.DeviceId, CLDeviceInfoType.CL_DRIVER_VERSION),
                Version = $"OpenCL {device.DeviceVersion.Major}.{device.DeviceVersion.Minor}",
                IsProcessor = device.DeviceType.HasFlag(CLDeviceType.CL_DEVICE_TYPE_CPU),
                Problem = OpenCLProblem(device.CLStdVersion, device.Capabilities.GenericAddressSpace),
            });
        }

        return found.Count > 0
            ? found
            : [Missing(GpuKind.OpenCL, GpuDriver.HowToGetOpenCLDevice())];
    }

    // ILGPU finds no instruction set that both the driver and the device support.
    internal static string? CudaProblem(CudaInstructionSet? instructions, CudaDriverVersion driver) =>
        instructions.HasValue
            ? null
            : $"the NVIDIA driver ({driver}) is too old for this device: update the driver";

    // ILGPU writes OpenCL C 2.0 with pointers that may point into any memory.
    internal static string? OpenCLProblem(CLCVersion version, bool hasGenericAddressSpace)
    {
        if (version < CLBackend.MinimumVersion)
        {
            return $"OpenCL C {version.Major}.{version.Minor} is too old, "
                + $"{CLBackend.MinimumVersion.Major}.{CLBackend.MinimumVersion.Minor} is needed: update the driver";
        }

        return hasGenericAddressSpace
            ? null
            : "the driver has no generic address space (an optional part of OpenCL 3), which ILGPU needs: "
                + "update the driver (PoCL: 4.0 or newer)";
    }

    private static GpuDescription DescribeIlgpuCpu() => new()
    {
        Name = $"ILGPU on {Environment.ProcessorCount} CPU threads",
        Kind = GpuKind.IlgpuCpu,
        Index = 0,
        MemoryBytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
        Version = $"ILGPU {typeof(Accelerator).Assembly.GetName().Version?.ToString(3)}",
        IsProcessor = true,
    };

    private static GpuDescription Missing(GpuKind kind, string problem) => new()
    {
        Name = kind.ToString(),
        Kind = kind,
        Index = -1,
        MemoryBytes = 0,
        Version = "",
        IsProcessor = false,
        Problem = problem,
    };
}
