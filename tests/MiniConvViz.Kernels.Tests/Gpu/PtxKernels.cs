using System.Reflection;
using ILGPU;
using ILGPU.Backends.PTX;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using MiniConvViz.Kernels.Tests.Ptx;

namespace MiniConvViz.Kernels.Tests;

/// <summary>
/// All kernels of the library, and the PTX that ILGPU generates for them: the assembly language that NVIDIA's driver
/// translates. No GPU is needed.
/// </summary>
internal static class PtxKernels
{
    /// <summary>Every kernel; a generic one once for every struct it can be launched with.</summary>
    public static IEnumerable<MethodInfo> All =>
        from type in typeof(GpuAccelerator).Assembly.GetTypes()
        from method in type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
        where method.GetParameters().FirstOrDefault()?.ParameterType == typeof(Index1D)
            || GpuKernelCache.GroupThreads(method) is not null
        from kernel in Closed(method)
        select kernel;

    /// <summary>A kernel as ILGPU generates it for a device with this compute capability.</summary>
    public static string Compile(
        MethodInfo kernel, CudaArchitecture architecture, CudaInstructionSet instructionSet)
    {
        using Context context = GpuRuntime.CreateContext();
        using PTXBackend backend = new(context, architecture, instructionSet, null!);
        return ((PTXCompiledKernel)new GpuKernelCode(PtxDevice.Description, backend, store: null).Of(kernel)).PTXAssembly;
    }

    /// <summary>A kernel as ILGPU generates it, before <see cref="PtxUniformBranches"/>.</summary>
    public static string Generate(MethodInfo kernel)
    {
        using Context context = GpuRuntime.CreateContext();
        using PTXBackend backend = new(context, CudaArchitecture.SM_80, CudaInstructionSet.ISA_80, null!);
        return ((PTXCompiledKernel)new GpuKernelCode(PtxDevice.Description, backend, null).Generate(kernel)).PTXAssembly;
    }

    /// <summary>Writes one file per kernel: <c>Conv2dGpuGemm128.Kernel.ptx</c>.</summary>
    /// <param name="folder">Created if it does not exist.</param>
    /// <returns>How many.</returns>
    public static int Write(string folder)
    {
        Directory.CreateDirectory(folder);
        int count = 0;
        foreach (MethodInfo kernel in All)
        {
            File.WriteAllText(
                Path.Combine(folder, $"{GpuKernelCache.NameOf(kernel).Replace('<', '.').Replace(">", "")}.ptx"),
                Compile(kernel, CudaArchitecture.SM_80, CudaInstructionSet.ISA_78));
            count++;
        }

        return count;
    }

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
