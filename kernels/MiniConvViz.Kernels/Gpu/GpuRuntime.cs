using System.Runtime.InteropServices;
using ILGPU;
using ILGPU.Algorithms;

namespace MiniConvViz.Kernels;

/// <summary>The one place that starts ILGPU, so that it is always started the same way.</summary>
internal static class GpuRuntime
{
    private static readonly Lock Gate = new();

    private static bool _driversResolve;

    /// <summary>
    /// Makes a context for one device. Optimisation level O2 gives loads from global memory instead of generic ones and
    /// is what OpenCL devices build best; the math mode stays exact (division and square root correctly rounded); the
    /// algorithms package is there for <c>MathF.Exp</c>, which CUDA has no instruction for.
    /// </summary>
    /// <param name="hasEvents">Streams take events that note the device's own time (<see cref="GpuMark"/>).</param>
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
    /// Tells .NET where ILGPU's "cuda" and "OpenCL" are. To be called before anything of ILGPU that touches a driver.
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
                // An assembly takes one resolver, and the program around us has installed its own (on WSL, ILGPU's
                // Context.Builder.Cuda() does): that one stands.
            }

            _driversResolve = true;
        }
    }
}
