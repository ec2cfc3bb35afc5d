using System.Reflection;
using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Algorithms;
using ILGPU.Backends;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.OpenCL;
using ILGPU.Backends.PTX;
using ILGPU.IR.Types;
using ILGPU.Runtime;

namespace MiniConvViz.Kernels;

/// <summary>
/// Generates the code of kernels for a device's driver, or reads it from a store: a process that runs fashion-resnet
/// on CUDA needs a third of the CPU time if all code comes from a store.
/// </summary>
/// <remarks>
/// The driver assembles the code in either case. NVIDIA's driver stores what it assembled in a cache of its own
/// (<c>CUDA_CACHE_PATH</c>), under a hash of the PTX. ILGPU numbers labels and parameters by a counter that all
/// kernels of a process share, so the PTX of a kernel differs with the kernels compiled before it, and that cache
/// misses wherever another network was run before. Stored code is the same in every process.
/// </remarks>
/// <param name="device">The device.</param>
/// <param name="backend">ILGPU's code generator for it: PTX or OpenCL C.</param>
/// <param name="store">Where code is stored; null to generate it in every process.</param>
internal sealed class GpuKernelCode(GpuDescription device, Backend backend, IGpuKernelStore? store)
{
    /// <summary>
    /// The constructors below are internal to ILGPU; in another version they may have another meaning.
    /// </summary>
    private static readonly bool IsKnownVersion =
        typeof(Context).Assembly.GetName().Version is { Major: 1, Minor: 5, Build: 3 };

    /// <summary>The kernel, ready to be loaded onto the device.</summary>
    /// <exception cref="InternalCompilerException">ILGPU cannot compile it.</exception>
    public CompiledKernel Of(MethodInfo kernel)
    {
        if (!IsKnownVersion)
        {
            return Generate(kernel);
        }

        GpuKernelKey key = KeyOf(kernel);
        string? code = store?.Read(key);
        if (code is null)
        {
            code = CodeOf(kernel, Generate(kernel));
            store?.Write(key, code);
        }

        return FromCode(kernel, code);
    }

    /// <summary>
    /// The code of a kernel for CUDA or OpenCL. Its first line names the kernel, whose entry ILGPU calls
    /// <c>Kernel_Kernel</c> in every class.
    /// </summary>
    public static string CodeOf(MethodInfo kernel, CompiledKernel compiled) => compiled switch
    {
        PTXCompiledKernel ptx =>
            $"// kernel: {GpuKernelCache.NameOf(kernel)}\n{PtxUniformBranches.Remove(ptx.PTXAssembly)}",
        CLCompiledKernel openCL => openCL.Source,
        _ => throw new NotSupportedException($"code of {compiled.GetType()}"),
    };

    /// <summary>The key under which the code of a kernel is stored.</summary>
    internal GpuKernelKey KeyOf(MethodInfo kernel)
    {
        Type[] ours = [typeof(GpuAccelerator), typeof(Context), typeof(AlgorithmContext)];
        IEnumerable<Module> modules =
        [
            .. ours.Select(type => type.Module),
            kernel.Module,
            .. kernel.GetGenericArguments().Select(argument => argument.Module),
        ];
        KernelSpecialization specialization = GpuKernelCache.Specialization(kernel);
        return new GpuKernelKey(
            string.Join(' ', modules.Distinct().Select(module => module.ModuleVersionId)),
            $"{device.Kind} {device.Name} {device.Version} {device.Driver} {Target} "
                + $"{specialization.MaxNumThreadsPerGroup}x{specialization.MinNumGroupsPerMultiprocessor} "
                + $"{kernel.DeclaringType} {kernel}");
    }

    private string Target => backend switch
    {
        PTXBackend ptx => $"{ptx.Architecture} {ptx.InstructionSet}",
        CLBackend openCL => $"{openCL.Vendor} {openCL.CLStdVersion}",
        _ => backend.BackendType.ToString(),
    };

    internal static EntryPointDescription EntryOf(MethodInfo kernel) => GpuKernelCache.GroupThreads(kernel) is null
        ? EntryPointDescription.FromImplicitlyGroupedKernel(kernel)
        : EntryPointDescription.FromExplicitlyGroupedKernel(kernel);

    /// <summary>The kernel as ILGPU compiles it.</summary>
    internal CompiledKernel Generate(MethodInfo kernel) =>
        backend.Compile(EntryOf(kernel), GpuKernelCache.Specialization(kernel));

    /// <summary>The same as <see cref="Generate"/>, with the given code and without ILGPU's compiler.</summary>
    private CompiledKernel FromCode(MethodInfo kernel, string code)
    {
        // Launches need only the size of dynamic shared memory, which our kernels do not use. Static shared memory is
        // declared in the code.
        SharedMemorySpecification shared = new(0, hasDynamicMemory: false);
        KernelSpecialization specialization = GpuKernelCache.Specialization(kernel);
        EntryPointDescription entry = EntryOf(kernel);
        return backend is CLBackend openCL
            ? new CLCompiledKernel(
                backend.Context,
                new SeparateViewEntryPoint(entry, shared, specialization, TypesOf(backend.Context), FieldsOfView),
                null,
                code,
                openCL.CLStdVersion)
            : NewPtx(backend.Context, new EntryPoint(entry, shared, specialization), null, code);
    }

    /// <summary>An OpenCL kernel takes a view as two parameters: a buffer, and an offset and length.</summary>
    private const int FieldsOfView = 2;

    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    private static extern PTXCompiledKernel NewPtx(
        Context context, EntryPoint entryPoint, CompiledKernel.KernelInfo? info, string ptxAssembly);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_TypeContext")]
    private static extern IRTypeContext TypesOf(Context context);
}
