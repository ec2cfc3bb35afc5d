using MiniConvViz.Ptx;

/// <summary>
/// Runs before a program's Main method if DOTNET_STARTUP_HOOKS names this assembly: connects the replacement for
/// NVIDIA's driver, which MINICONVVIZ_CUDA_DRIVER names, with the interpreter. .NET finds the class by its name.
/// </summary>
internal static class StartupHook
{
    /// <summary>
    /// The environment variable with the path of libcuda.so.1, as tests/cuda/driver/build.sh builds it.
    /// </summary>
    private const string Driver = "MINICONVVIZ_CUDA_DRIVER";

    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(Driver) is { Length: > 0 } path)
        {
            PtxDriver.Connect(path);
        }
    }
}
