using System.Runtime.InteropServices;

namespace MiniConvViz.Kernels;

/// <summary>
/// The places of the driver libraries that ILGPU imports as "cuda" and "OpenCL" on each operating system. ILGPU looks
/// for <c>libOpenCL.so</c>, which only development packages install; users have <c>libOpenCL.so.1</c>. Uses no ILGPU
/// types, so that ILGPU is not loaded.
/// </summary>
internal static class GpuDriver
{
    /// <summary>ILGPU's name for NVIDIA's driver library on Linux.</summary>
    public const string Cuda = "cuda";

    /// <summary>ILGPU's name for the OpenCL loader.</summary>
    public const string OpenCL = "OpenCL";

    private static readonly string[] LinuxCuda = ["libcuda.so.1", "/usr/lib/wsl/lib/libcuda.so.1", "libcuda.so"];

    private static readonly string[] LinuxOpenCL = ["libOpenCL.so.1", "libOpenCL.so"];

    private static readonly string[] WindowsCuda = ["nvcuda.dll"];

    private static readonly string[] WindowsOpenCL = ["OpenCL.dll"];

    /// <summary>
    /// The possible file names of the library on this operating system, best first; none on others.
    /// </summary>
    public static string[] Candidates(string library) => library switch
    {
        Cuda when OperatingSystem.IsLinux() => LinuxCuda,
        OpenCL when OperatingSystem.IsLinux() => LinuxOpenCL,
        Cuda when OperatingSystem.IsWindows() => WindowsCuda,
        OpenCL when OperatingSystem.IsWindows() => WindowsOpenCL,
        _ => [],
    };

    /// <summary>
    /// What is missing if the library is not found, and how to install it on this operating system.
    /// </summary>
    public static string HowToGet(string library) => library switch
    {
        Cuda when OperatingSystem.IsLinux() =>
            $"no NVIDIA driver ({Names(Cuda)}) is installed: get it from your distribution or from nvidia.com/drivers; "
            + "inside of a container, start that with --gpus all",
        OpenCL when OperatingSystem.IsLinux() =>
            $"no OpenCL loader ({Names(OpenCL)}) is installed: get the package ocl-icd-libopencl1 (Debian, Ubuntu) or "
            + "ocl-icd (Fedora, Arch), and an OpenCL driver",
        Cuda when OperatingSystem.IsWindows() =>
            $"no NVIDIA driver ({Names(Cuda)}) is installed: get it from nvidia.com/drivers",
        OpenCL when OperatingSystem.IsWindows() =>
            $"no OpenCL loader ({Names(OpenCL)}) is installed: it comes with the driver of your GPU",
        _ => $"no {library} driver for this operating system is supported by ILGPU",
    };

    /// <summary>How to install a driver if the OpenCL loader finds no device.</summary>
    public static string HowToGetOpenCLDevice() =>
        "the OpenCL loader is installed but has no device: get your GPU's OpenCL driver"
        + (OperatingSystem.IsLinux()
            ? " (Debian, Ubuntu: intel-opencl-icd, mesa-opencl-icd; NVIDIA's driver brings its own) or, to run the kernels "
                + "on the CPU, PoCL 4.0 or newer (pocl-opencl-icd)"
            : "");

    /// <summary>Loads the library from the first candidate that is there; 0 when none is.</summary>
    public static nint Load(string library)
    {
        foreach (string candidate in Candidates(library))
        {
            if (NativeLibrary.TryLoad(candidate, out nint handle))
            {
                return handle;
            }
        }

        return 0;
    }

    /// <summary>Whether the library can be loaded; leaves it unloaded.</summary>
    public static bool IsPresent(string library)
    {
        nint handle = Load(library);
        if (handle != 0)
        {
            NativeLibrary.Free(handle);
        }

        return handle != 0;
    }

    private static string Names(string library) => string.Join(" or ", Candidates(library));
}
