using System.Numerics;
using System.Reflection;
using ILGPU;
using ILGPU.Backends;
using ILGPU.Backends.PTX;
using ILGPU.Runtime.Cuda;
using MiniConvViz.Kernels.Tests.Ptx;

namespace MiniConvViz.Kernels.Tests;

public sealed class GpuKernelCodeTests
{
    private static readonly MethodInfo Grouped =
        PtxKernels.All.Single(kernel => kernel.DeclaringType == typeof(Conv2dGpuGemm128));

    private static readonly MethodInfo Plain =
        PtxKernels.All.Single(kernel => kernel.DeclaringType == typeof(Conv2dGpuDepthwise));

    private Context _context = null!;

    [SetUp]
    public void Open() => _context = GpuRuntime.CreateContext();

    [TearDown]
    public void Close() => _context.Dispose();

    [Test]
    public void Of_AKernelThatIsStored_IsWhatWasGenerated([Values] bool isGrouped)
    {
        MethodInfo kernel = isGrouped ? Grouped : Plain;
        Memory store = new();
        using PTXBackend backend = Backend();
        GpuKernelCode code = new(PtxDevice.Description, backend, store);
        CompiledKernel generated = code.Generate(kernel);
        PTXCompiledKernel first = (PTXCompiledKernel)code.Of(kernel);
        PTXCompiledKernel second = (PTXCompiledKernel)code.Of(kernel);
        Assert.Multiple(() =>
        {
            Assert.That(store.Writes, Is.EqualTo(1), "the second time it was read");
            Assert.That(second.PTXAssembly, Is.EqualTo(first.PTXAssembly).And.EqualTo(store.Code.Values.Single()));
            Assert.That(first.PTXAssembly, Does.Contain($".visible .entry {generated.Name}("));
            foreach (CompiledKernel kept in new[] { first, second })
            {
                Assert.That(kept.Name, Is.EqualTo(generated.Name));
                Assert.That(kept.SourceMethod, Is.EqualTo(kernel));
                Assert.That(kept.IndexType, Is.EqualTo(generated.IndexType));
                Assert.That(kept.NumParameters, Is.EqualTo(generated.NumParameters));
                Assert.That(kept.Specialization, Is.EqualTo(generated.Specialization));
            }
        });
    }

    [Test]
    public void Of_AKernelThatIsStored_DoesNotCompileIt()
    {
        using PTXBackend backend = Backend();
        Memory store = new();
        GpuKernelCode code = new(PtxDevice.Description, backend, store);
        store.Code[code.KeyOf(Plain)] = "// from the store";
        Assert.That(((PTXCompiledKernel)code.Of(Plain)).PTXAssembly, Is.EqualTo("// from the store"));
    }

    [Test]
    public void Of_WithoutAStore_IsGenerated()
    {
        using PTXBackend backend = Backend();
        CompiledKernel kernel = new GpuKernelCode(PtxDevice.Description, backend, store: null).Of(Plain);
        Assert.That(((PTXCompiledKernel)kernel).PTXAssembly, Does.Contain(".target sm_80"));
    }

    [Test]
    public void KeyOf_EveryKernel_IsItsOwn()
    {
        using PTXBackend backend = Backend();
        GpuKernelCode code = new(PtxDevice.Description, backend, store: null);
        Assert.That(PtxKernels.All.Select(code.KeyOf), Is.Unique);
    }

    [Test]
    public void KeyOf_AnotherDeviceDriverOrInstructionSet_Differs()
    {
        using PTXBackend backend = Backend();
        using PTXBackend newer = Backend(CudaArchitecture.SM_90);
        using PTXBackend driver = Backend(instructionSet: CudaInstructionSet.ISA_78);
        GpuDescription device = PtxDevice.Description;
        GpuKernelKey[] keys =
        [
            new GpuKernelCode(device, backend, null).KeyOf(Plain),
            new GpuKernelCode(device with { Name = "another" }, backend, null).KeyOf(Plain),
            new GpuKernelCode(device with { Driver = "12.4" }, backend, null).KeyOf(Plain),
            new GpuKernelCode(device, newer, null).KeyOf(Plain),
            new GpuKernelCode(device, driver, null).KeyOf(Plain),
        ];
        Assert.That(keys, Is.Unique);
        Assert.That(keys[0], Is.EqualTo(new GpuKernelCode(device with { }, backend, new Memory()).KeyOf(Plain)));
    }

    /// <summary>A generic kernel may come from one assembly and its type from another.</summary>
    [Test]
    public void KeyOf_ATypeOfAnotherAssembly_NamesItsBuild()
    {
        using PTXBackend backend = Backend();
        GpuKernelCode code = new(PtxDevice.Description, backend, store: null);
        MethodInfo generic = typeof(ActivationGpu).GetMethod("Kernel", BindingFlags.Static | BindingFlags.NonPublic)!
            .GetGenericMethodDefinition();
        string ours = code.KeyOf(generic.MakeGenericMethod(typeof(SiLUFunction))).Build;
        string theirs = code.KeyOf(generic.MakeGenericMethod(typeof(Doubling))).Build;
        Assert.That(ours, Does.Contain($"{typeof(GpuAccelerator).Module.ModuleVersionId}"));
        Assert.That(ours, Does.Contain($"{typeof(Context).Module.ModuleVersionId}"));
        Assert.That(theirs, Is.EqualTo($"{ours} {GetType().Module.ModuleVersionId}"));
    }

    private PTXBackend Backend(
        CudaArchitecture? architecture = null, CudaInstructionSet? instructionSet = null) =>
        new(_context, architecture ?? CudaArchitecture.SM_80, instructionSet ?? CudaInstructionSet.ISA_80, null!);

    private readonly struct Doubling : IActivation
    {
        public double Apply(double x) => x + x;

        public Vector<float> Apply(Vector<float> x) => x + x;

        public float Apply(float x) => x + x;
    }

    private sealed class Memory : IGpuKernelStore
    {
        public Dictionary<GpuKernelKey, string> Code { get; } = [];

        public int Writes { get; private set; }

        public string? Read(GpuKernelKey key) => Code.GetValueOrDefault(key);

        public void Write(GpuKernelKey key, string code)
        {
            Code[key] = code;
            Writes++;
        }
    }
}
