using System.Runtime.InteropServices;

namespace MiniConvViz.Kernels;

/// <summary>
/// Where operating systems keep the driver libraries that ILGPU imports as "cuda" and "OpenCL". ILGPU looks for
/// <c>libOpenCL.so</c>, which only development packages install; users have <c>libOpenCL.so.1</c>. Knows nothing of
/// ILGPU's types, so asking here loads none of it.
/// </summary>
internal static class GpuDriver
{
    /// <summary>What ILGPU calls NVIDIA's driver library on Linux.</summary>
    public const string Cuda = "cuda";

    /// <summary>What ILGPU calls the OpenCL loader.</summary>
    public const string OpenCL = "OpenCL";

    private static readonly string[] LinuxCuda = ["libcuda.so.1", "/usr/lib/wsl/lib/libcuda.so.1", "libcuda.so"];

    private static readonly string[] LinuxOpenCL = ["libOpenCL.so.1", "libOpenCL.so"];

    private static readonly string[] WindowsCuda = ["nvcuda.dll"];

    private static readonly string[] WindowsOpenCL = ["OpenCL.dll"];

    /// <summary>The files that may hold the library on this operating system, best first; none on others.</summary>
    public static string[] Candidates(string library) => library switch
    {
        Cuda when OperatingSystem.IsLinux() => LinuxCuda,
        OpenCL when OperatingSystem.IsLinux() => LinuxOpenCL,
        Cuda when OperatingSystem.IsWindows() => WindowsCuda,
        OpenCL when OperatingSystem.IsWindows() => WindowsOpenCL,
        _ => [],
    };

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
}
