using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;
using MiniConvViz.Cli;
using MiniConvViz.Execution;
using Device = MiniConvViz.Execution.Device;

/// <summary>
/// Runs inside of the program, before its first line, where DOTNET_STARTUP_HOOKS names this assembly: the unchanged
/// command line, on a GPU whose driver fails at one request and at all later ones. .NET finds the class by its name.
/// </summary>
internal static class StartupHook
{
    /// <summary>The environment variable with the number of requests that succeed.</summary>
    public const string Requests = "MINICONVVIZ_TESTS_LOSE_DEVICE_AFTER";

    /// <summary>The environment variable with the kind of failure: <c>cuda</c>, or OpenCL's.</summary>
    public const string Driver = "MINICONVVIZ_TESTS_LOSE_DEVICE_OF";

    public static void Initialize() =>
        Environment.Exit(CommandLine.Run(Environment.GetCommandLineArgs()[1..], OpenLosing));

    private static Device OpenLosing(DeviceRequest request) => Device.Of(request.Name, "about to be lost", () =>
    {
        int left = int.Parse(Environment.GetEnvironmentVariable(Requests)!);
        GpuBackend backend = GpuDevices.OpenUntested(GpuDevices.Find(GpuDevices.KindOf(request.Name)!.Value));
        backend.Gpu.Interference = () =>
        {
            if (left-- <= 0)
            {
                throw Failure();
            }
        };
        return backend;
    });

    // The text of NVIDIA's driver, which is not installed here.
    private static AcceleratorException Failure() => Environment.GetEnvironmentVariable(Driver) == "cuda"
        ? new CudaException("unspecified launch failure")
        : new CLException(CLError.CL_DEVICE_NOT_AVAILABLE);
}
