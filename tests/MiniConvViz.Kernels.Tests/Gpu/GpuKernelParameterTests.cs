using System.Linq.Expressions;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.IL;
using ILGPU.Backends.PTX;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace MiniConvViz.Kernels.Tests;

/// <summary>
/// For CUDA, ILGPU packs a kernel's arguments into structs of a dynamic assembly. A parameter type that is not
/// accessible to this assembly makes every launch fail, on CUDA only: "Access is denied". The test needs no GPU.
/// </summary>
public sealed class GpuKernelParameterTests
{
    private static IEnumerable<TestCaseData> Kernels => PtxKernels.All.Select(
        kernel => new TestCaseData(kernel).SetArgDisplayNames(GpuKernelCache.NameOf(kernel)));

    /// <summary>The rule, for a message that names the type.</summary>
    [TestCaseSource(nameof(Kernels))]
    public void Kernel_HasParameterTypes_ThatILGPUMaySee(MethodInfo kernel)
    {
        foreach (ParameterInfo parameter in kernel.GetParameters())
        {
            foreach (Type type in TypesIn(parameter.ParameterType))
            {
                Assert.That(IsSeen(type), Is.True, $"{type} of parameter {parameter.Name}");
            }
        }
    }

    /// <summary>The packing of ILGPU: the same calls as in its <c>CudaAccelerator</c>, up to the driver's.</summary>
    [TestCaseSource(nameof(Kernels))]
    public void Kernel_HasArguments_ThatILGPUCanPackForCuda(MethodInfo kernel) =>
        Assert.That(() => Pack(kernel), Throws.Nothing);

    [TestCase(nameof(KernelOfAPrivateStruct), typeof(Hidden))]
    [TestCase(nameof(KernelOfAnInternalStruct), typeof(HiddenInAssembly))]
    [TestCase(nameof(KernelOfAGenericStruct), typeof(Hidden))]
    public void Kernel_OfATypeThatILGPUMayNotSee_IsFoundOut(string name, Type hidden)
    {
        MethodInfo kernel = GetType().GetMethod(name, BindingFlags.Static | BindingFlags.NonPublic)!;
        Type parameter = kernel.GetParameters()[1].ParameterType;
        Assert.That(TypesIn(parameter).Where(type => !IsSeen(type)), Does.Contain(hidden));
        Assert.That(() => Pack(kernel), Throws.TypeOf<TypeLoadException>().With.Message.Contains("denied"));
    }

    /// <summary>A type and the types of all its fields.</summary>
    private static IEnumerable<Type> TypesIn(Type type)
    {
        IEnumerable<Type> parts = type.GetGenericArguments();
        if (type.Assembly != typeof(Context).Assembly && !type.IsPrimitive)
        {
            parts = parts.Concat(type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
                .Select(field => field.FieldType));
        }

        return parts.SelectMany(TypesIn).Prepend(type);
    }

    private static bool IsSeen(Type type) => type.IsVisible
        || (type.Assembly.GetCustomAttributes<InternalsVisibleToAttribute>()
                .Any(friend => friend.AssemblyName == Context.RuntimeAssemblyName)
            && !type.IsNestedPrivate && !type.IsNestedFamily && !type.IsNestedFamANDAssem
            && (type.DeclaringType is null || IsSeen(type.DeclaringType)));

    private static void Pack(MethodInfo kernel)
    {
        using Context context = GpuRuntime.CreateContext();
        using PTXBackend backend = new(context, CudaArchitecture.SM_80, CudaInstructionSet.ISA_80, null!);
        EntryPoint entry = new(GpuKernelCode.EntryOf(kernel), default, GpuKernelCache.Specialization(kernel));
        Type[] parameters =
        [
            typeof(Kernel),
            typeof(AcceleratorStream),
            entry.KernelIndexType,
            .. Enumerable.Range(0, entry.Parameters.Count).Select(i => entry.Parameters[i]),
        ];
        using RuntimeSystem.ScopedLock scope = context.RuntimeSystem.DefineRuntimeMethod(
            typeof(void), parameters, out RuntimeSystem.MethodEmitter method);
        ILEmitter emitter = new(method.ILGenerator);
        backend.ArgumentMapper.Map(emitter, entry);
        emitter.Emit(OpCodes.Ret);
        emitter.Finish();
        method.Finish().CreateDelegate(Expression.GetActionType(parameters));
    }

    private static void KernelOfAPrivateStruct(Index1D index, Hidden hidden, ArrayView<float> output) =>
        output[index] = hidden.Value;

    private static void KernelOfAnInternalStruct(Index1D index, HiddenInAssembly hidden, ArrayView<float> output) =>
        output[index] = hidden.Value;

    private static void KernelOfAGenericStruct(Index1D index, Pair<Hidden> hidden, ArrayView<float> output) =>
        output[index] = hidden.First.Value;

    private readonly struct Hidden(float value)
    {
        public readonly float Value = value;
    }

    public readonly struct Pair<T>(T first)
        where T : struct
    {
        internal readonly T First = first;
    }
}

/// <summary>A type that is not accessible to ILGPU's dynamic assembly.</summary>
internal readonly struct HiddenInAssembly(float value)
{
    public readonly float Value = value;
}
