using System.Reflection;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.OpenCL;
using MiniConvViz.Tests;

namespace MiniConvViz.Kernels.Tests;

/// <summary>
/// An OpenCL driver's compiler gives no warnings for our kernels. PoCL prints their number on stderr, which must
/// contain only the program's own line.
/// </summary>
[Category("OpenCL")]
public sealed class OpenCLCompilerTests
{
    private Context _context = null!;
    private CLAccelerator? _accelerator;

    // All but the kernels for tensor cores, which contain PTX.
    private static IEnumerable<TestCaseData> Kernels => PtxKernels.All
        .Where(kernel => kernel.DeclaringType != typeof(Conv2dGpuTensorCores))
        .Select(kernel => new TestCaseData(kernel).SetArgDisplayNames(GpuKernelCache.NameOf(kernel)));

    [OneTimeSetUp]
    public void Open()
    {
        _context = GpuRuntime.CreateContext();
        GpuDescription[] found = [.. GpuDiscovery.Find().Where(device => device.Kind == GpuKind.OpenCL)];
        if (found.FirstOrDefault(device => device.IsUsable) is not GpuDescription usable)
        {
            Requirement.Missing("opencl", found[0].Problem!);
            return;
        }

        _accelerator = ((CLDevice)CLDevice.GetDevices(_ => true)[usable.Index]).CreateCLAccelerator(_context);
    }

    [OneTimeTearDown]
    public void Close()
    {
        _accelerator?.Dispose();
        _context.Dispose();
    }

    [TestCaseSource(nameof(Kernels))]
    public void Compiler_OfAnyKernel_WarnsOfNothing(MethodInfo kernel) => Assert.That(LogOf(kernel), Is.Empty);

    private string LogOf(MethodInfo method)
    {
        using Kernel kernel = GpuKernelCache.GroupThreads(method) is null
            ? _accelerator!.LoadAutoGroupedKernel(method)
            : _accelerator!.LoadKernel(method, GpuKernelCache.Specialization(method));
        CLError error = CLAPI.CurrentAPI.GetProgramBuildLog(
            ((CLKernel)kernel).ProgramPtr, _accelerator.DeviceId, out string? log);
        Assert.That(error, Is.EqualTo(CLError.CL_SUCCESS));
        return (log ?? "").Trim().Trim((char)0);
    }
}
