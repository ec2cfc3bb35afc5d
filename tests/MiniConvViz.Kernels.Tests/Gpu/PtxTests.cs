using System.Reflection;
using ILGPU;
using ILGPU.Backends;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.PTX;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace MiniConvViz.Kernels.Tests;

/// <summary>
/// CUDA without a GPU: every kernel of the library must become complete PTX, the assembly language that the driver of
/// an NVIDIA GPU takes.
/// </summary>
public sealed class PtxTests
{
    private static IEnumerable<TestCaseData> Kernels =>
        from type in typeof(GpuAccelerator).Assembly.GetTypes()
        from method in type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
        where method.GetParameters().FirstOrDefault()?.ParameterType == typeof(Index1D)
        from kernel in Closed(method)
        select new TestCaseData(kernel).SetArgDisplayNames(GpuKernelCache.NameOf(kernel));

    [TestCaseSource(nameof(Kernels))]
    public void Kernel_ForComputeCapability80_IsCompletePtx(MethodInfo kernel)
    {
        using Context context = GpuRuntime.CreateContext();
        using PTXBackend backend = new(context, CudaArchitecture.SM_80, CudaInstructionSet.ISA_80, null!);
        EntryPointDescription entry = EntryPointDescription.FromImplicitlyGroupedKernel(kernel);
        string ptx = ((PTXCompiledKernel)backend.Compile(entry, default(KernelSpecialization))).PTXAssembly;

        Assert.Multiple(() =>
        {
            Assert.That(ptx, Does.Contain(".target sm_80"));
            Assert.That(ptx, Does.Not.Contain(".extern .func"), "a function that no GPU has");
            Assert.That(ptx, Does.Not.Contain(".f64"), "double precision runs at a fraction of the speed");
        });
    }

    // A generic kernel counts once for every struct it can be launched with.
    private static IEnumerable<MethodInfo> Closed(MethodInfo method)
    {
        if (!method.IsGenericMethodDefinition)
        {
            return [method];
        }

        Type[] constraints = method.GetGenericArguments()[0].GetGenericParameterConstraints();
        Type contract = constraints.Single(type => type.IsInterface);
        return
            from type in contract.Assembly.GetTypes()
            where type.IsValueType && type.IsAssignableTo(contract)
            select method.MakeGenericMethod(type);
    }
}
