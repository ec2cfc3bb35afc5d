using System.Runtime.InteropServices;
using ILGPU;
using ILGPU.Algorithms;

namespace MiniConvViz.Kernels;

/// <summary>Initializes ILGPU; the only place that does so.</summary>
internal static class GpuRuntime
{
    private static readonly Lock Gate = new();

    private static bool _driversResolve;

    /// <summary>
    /// Creates a context for one device. Optimisation level O2 gives loads from global memory instead of generic ones
    /// and suits OpenCL compilers best; the math mode stays exact (division and square root correctly rounded); the
    /// algorithms package provides <c>MathF.Exp</c>, for which CUDA has no instruction.
    /// </summary>
    /// <param name="hasEvents">
    /// Whether streams support events that record the device's time (<see cref="GpuMark"/>).
    /// </param>
    public static Context CreateContext(bool hasEvents = false)
    {
        EnsureDriversResolve();
        return Context.Create(builder =>
        {
            builder.Optimize(OptimizationLevel.O2).EnableAlgorithms();
            if (hasEvents)
            {
                builder.Profiling();
            }
        });
    }

    /// <summary>
    /// Registers the places of ILGPU's "cuda" and "OpenCL" with .NET. Must be called before anything of ILGPU that
    /// uses a driver.
    /// </summary>
    public static void EnsureDriversResolve()
    {
        lock (Gate)
        {
            if (_driversResolve)
            {
                return;
            }

            try
            {
                NativeLibrary.SetDllImportResolver(typeof(Context).Assembly, (name, _, _) => GpuDriver.Load(name));
            }
            catch (InvalidOperationException)
            {
                // An assembly has at most one resolver. Another one is installed already (on WSL, ILGPU's
                // Context.Builder.Cuda() installs one) and is kept.
            }

            _driversResolve = true;
        }
    }
}
