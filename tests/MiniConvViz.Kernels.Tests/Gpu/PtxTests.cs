using System.Reflection;
using System.Text.RegularExpressions;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace MiniConvViz.Kernels.Tests;

/// <summary>
/// CUDA without a GPU: every kernel of the library must compile to complete PTX, the assembly language that NVIDIA's
/// driver translates. The kernels with thread blocks are those for large layers, and their PTX is also checked for
/// speed.
/// </summary>
[Category("Exhaustive")]
public sealed partial class PtxTests
{
    /// <summary>The shared memory of a thread block that every device supports without opting in to more.</summary>
    private const int MaxSharedBytes = 48 * 1024;

    /// <summary>
    /// ILGPU passes each operand of inline PTX through local memory; the assembler removes that
    /// (tests/cuda/assemble.sh: no stack).
    /// </summary>
    private const int BytesOfOperand = 4;

    /// <summary>
    /// Reads of the small tiles besides factors: the totals of earlier parts, which are added and stored.
    /// </summary>
    private const int SumsOfParts = 2 * 4;

    private static IEnumerable<TestCaseData> Kernels => PtxKernels.All.Select(Named);

    private static IEnumerable<TestCaseData> GroupKernels =>
        PtxKernels.All.Where(kernel => GpuKernelCache.GroupThreads(kernel) is not null).Select(Named);

    [TestCaseSource(nameof(Kernels))]
    public void Kernel_ForComputeCapability80_IsCompletePtx(MethodInfo kernel)
    {
        string ptx = PtxKernels.Compile(kernel, CudaArchitecture.SM_80, CudaInstructionSet.ISA_80);
        Assert.That(ptx, Does.Contain(".target sm_80"));
        AssertComplete(ptx);
    }

    [TestCaseSource(nameof(Kernels))]
    public void Kernel_ForTheNewestArchitecture_IsCompletePtx(MethodInfo kernel) =>
        AssertComplete(PtxKernels.Compile(kernel, CudaArchitecture.SM_120, CudaInstructionSet.ISA_88));

    /// <summary>The launch checks the alignment of each view, but not of views in structs.</summary>
    [TestCaseSource(nameof(Kernels))]
    public void Kernel_TakesViewsAsTheyAre_NotInStructs(MethodInfo kernel)
    {
        foreach (ParameterInfo parameter in kernel.GetParameters())
        {
            Type type = parameter.ParameterType;
            Assert.That(HoldsView(type), Is.EqualTo(type.IsAssignableTo(typeof(IContiguousArrayView))), parameter.Name);
        }
    }

    [TestCaseSource(nameof(GroupKernels))]
    public void GroupKernel_KeepsWithinEveryDevicesLimits(MethodInfo kernel)
    {
        string ptx = PtxKernels.Compile(kernel, CudaArchitecture.SM_80, CudaInstructionSet.ISA_80);
        int sharedBytes = SharedBytes().Matches(ptx).Sum(match => int.Parse(match.Groups[1].Value));
        Assert.Multiple(() =>
        {
            Assert.That(sharedBytes, Is.InRange(1, MaxSharedBytes), "bytes of shared memory");
            Assert.That(GpuKernelCache.GroupThreads(kernel), Is.InRange(32, 256), "some OpenCL devices have groups of 256 at most");
            Assert.That(ptx, Does.Contain("bar.sync"));
            Assert.That(
                LocalBytes().Matches(ptx).Select(match => int.Parse(match.Groups[1].Value)),
                Has.All.LessThanOrEqualTo(ptx.Contains("mma.sync") ? BytesOfOperand : 0),
                "bytes of arrays that lie in memory instead of registers");
        });
    }

    [Test]
    public void Products_ReadAndWriteSixteenBytesAtATime([Values(64, 128)] int tile)
    {
        MethodInfo kernel = PtxKernels.All.Single(
            method => method.DeclaringType!.Name == $"Conv2dGpuGemm{tile}" && method.Name == "Kernel");
        string ptx = PtxKernels.Compile(kernel, CudaArchitecture.SM_80, CudaInstructionSet.ISA_80);
        int reads = tile == 128 ? 8 * 4 : (16 * 2) + SumsOfParts;
        Assert.Multiple(() =>
        {
            Assert.That(Count(ptx, "ld.shared.v4.f32"), Is.EqualTo(reads), "weights and pixels of all terms of a step");
            Assert.That(Count(ptx, "ld.shared.f32"), Is.Zero);
            Assert.That(Count(ptx, "ld.global.v4.f32"), Is.GreaterThanOrEqualTo(2), "weights");
            Assert.That(Count(ptx, "st.global.v4.f32"), Is.GreaterThanOrEqualTo(4), "outputs");
        });
    }

    [Test]
    public void WideProduct_ReadsAndWritesSixteenBytesAtATime()
    {
        MethodInfo kernel = PtxKernels.All.Single(method => method.DeclaringType == typeof(Conv2dGpuGemm64x128));
        string ptx = PtxKernels.Compile(kernel, CudaArchitecture.SM_80, CudaInstructionSet.ISA_80);
        Assert.Multiple(() =>
        {
            Assert.That(Count(ptx, "ld.shared.v4.f32"), Is.EqualTo((8 * 4) + (2 * 16)), "a step, and the sums, twice");
            Assert.That(Count(ptx, "ld.shared.f32"), Is.Zero);
            Assert.That(Count(ptx, "ld.global.v4.f32"), Is.GreaterThanOrEqualTo(2), "weights");
            Assert.That(Count(ptx, "st.global.v4.f32"), Is.GreaterThanOrEqualTo(4), "outputs");
        });
    }

    // Reads of shared memory for each tap, single values and sixteen bytes; multiply-adds for them.
    [TestCase(typeof(Conv2dGpuSharedTile), 2, 0, 1)]
    [TestCase(typeof(Conv2dGpuRegisterTile), 1 + 8, 0, 8)]
    [TestCase(typeof(Conv2dGpuVectorLoads), 1, 2, 8)]
    public void Ladder_EachRung_ReadsLessOftenForAMultiplyAdd(Type rung, int single, int vector, int products)
    {
        MethodInfo kernel = PtxKernels.All.Single(method => method.DeclaringType == rung);
        string ptx = PtxKernels.Compile(kernel, CudaArchitecture.SM_80, CudaInstructionSet.ISA_80);
        Assert.Multiple(() =>
        {
            Assert.That(Count(ptx, "ld.shared.f32"), Is.EqualTo(single));
            Assert.That(Count(ptx, "ld.shared.v4.f32"), Is.EqualTo(vector));
            Assert.That(Count(ptx, "mul.f32"), Is.EqualTo(products));
        });
    }

    [Test]
    public void PlainProducts_ReadSixteenBytesAtATime_AndSumWhileTheyWait([Values(64, 128)] int tile)
    {
        MethodInfo kernel = PtxKernels.All.Single(
            method => method.DeclaringType!.Name == $"GpuGemm{tile}"
                && method.GetGenericArguments()[0] == typeof(GpuAlignedQuads));
        string ptx = PtxKernels.Compile(kernel, CudaArchitecture.SM_80, CudaInstructionSet.ISA_80);
        int reads = tile == 128 ? 8 * 4 : (16 * 2) + SumsOfParts;
        int barrier = ptx.LastIndexOf("bar.sync", StringComparison.Ordinal);
        int sums = ptx.LastIndexOf("mul.f32", StringComparison.Ordinal);
        Assert.Multiple(() =>
        {
            Assert.That(Count(ptx, "ld.shared.v4.f32"), Is.EqualTo(reads), "rows and columns of all terms of a step");
            Assert.That(Count(ptx, "ld.shared.f32"), Is.Zero);
            Assert.That(Count(ptx, "ld.global.v4.f32"), Is.GreaterThanOrEqualTo(4), "both matrices, twice");
            Assert.That(Count(ptx, "st.global.v4.f32"), Is.GreaterThanOrEqualTo(4), "outputs");
            Assert.That(
                ptx[Math.Min(barrier, sums)..sums],
                Does.Not.Contain("bra"),
                "a branch between barrier and sums: nothing passes the time until numbers arrive");
        });
    }

    [Test]
    public void SplitProducts_PassSumsThroughMemorySixteenBytesAtATime(
        [Values(nameof(Conv2dGpuSplit64), nameof(GpuGemmSplit64))] string product)
    {
        string[] ptx =
        [
            .. from kernel in PtxKernels.All
               where kernel.DeclaringType!.Name == product
               orderby kernel.Name descending
               select PtxKernels.Compile(kernel, CudaArchitecture.SM_80, CudaInstructionSet.ISA_80),
        ];
        Assert.Multiple(() =>
        {
            foreach (string sums in ptx[..(ptx.Length / 2)])
            {
                Assert.That(Count(sums, "ld.shared.v4.f32"), Is.EqualTo((16 * 2) + SumsOfParts));
                Assert.That(Count(sums, "st.global.v4.f32"), Is.EqualTo(8), "a thread's sums");
                Assert.That(Count(sums, "st.global.f32"), Is.Zero);
            }

            foreach (string join in ptx[(ptx.Length / 2)..])
            {
                Assert.That(Count(join, "ld.global.v4.f32"), Is.GreaterThanOrEqualTo(4 + 1), "four stretches, and one");
                Assert.That(LocalBytes().Matches(join), Is.Empty);
            }
        });
    }

    [Test]
    public void LinearOfFewRows_ReadsSixteenBytesAtATime()
    {
        MethodInfo kernel = PtxKernels.All.Single(method => method.DeclaringType == typeof(LinearGpuFewRows));
        string ptx = PtxKernels.Compile(kernel, CudaArchitecture.SM_80, CudaInstructionSet.ISA_80);
        Assert.Multiple(() =>
        {
            Assert.That(Count(ptx, "ld.global.v4.f32"), Is.EqualTo(8), "four rows of weights, four of the input");
            Assert.That(Count(ptx, "ld.global.f32"), Is.EqualTo(1), "the bias");
            Assert.That(Count(ptx, "st.shared.v4.f32"), Is.EqualTo(4), "sixteen sums");
            Assert.That(ptx, Does.Not.Contain("atom."), "sums in no certain order");
        });
    }

    // Matrix instructions of one step, and the accumulators that a split stores.
    [TestCase(typeof(Conv2dGpuTensorCores), 4 * 4 * 2, 0)]
    [TestCase(typeof(Conv2dGpuTensorCores64), 2 * 4 * 2, 0)]
    [TestCase(typeof(Conv2dGpuTensorCoresSplit64), 2 * 4 * 2, 8)]
    public void TensorCores_MultiplyRoundAndReadSixteenBytesAtATime(Type form, int products, int stored)
    {
        MethodInfo kernel = PtxKernels.All.Single(
            method => method.DeclaringType == form && method.GetGenericArguments()[0] == typeof(CudaTensorCore));
        string ptx = PtxKernels.Compile(kernel, CudaArchitecture.SM_80, CudaInstructionSet.ISA_80);
        Assert.Multiple(() =>
        {
            Assert.That(Count(ptx, "mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32"), Is.EqualTo(products));
            Assert.That(Count(ptx, "cvt.rna.tf32.f32"), Is.EqualTo(2 * 4), "the pixels a thread loads");
            Assert.That(Count(ptx, "ld.shared.v4.f32"), Is.EqualTo((products / 4) + 4), "weights and pixels");
            Assert.That(Count(ptx, "ld.shared.f32"), Is.Zero);
            Assert.That(Count(ptx, "st.shared.v4.f32"), Is.EqualTo(4));
            Assert.That(Count(ptx, "st.global.v4.f32"), stored > 0 ? Is.EqualTo(stored) : Is.GreaterThanOrEqualTo(4));
        });
    }

    [Test]
    public void WinogradProducts_ReadAndWriteSixteenBytesAtATime()
    {
        MethodInfo kernel = PtxKernels.All.Single(method => method.DeclaringType == typeof(WinogradGpuProducts));
        string ptx = PtxKernels.Compile(kernel, CudaArchitecture.SM_80, CudaInstructionSet.ISA_80);
        Assert.Multiple(() =>
        {
            Assert.That(Count(ptx, "ld.shared.v4.f32"), Is.EqualTo(4 * 3), "filters and values of four terms");
            Assert.That(Count(ptx, "ld.global.v4.f32"), Is.EqualTo(2 * 2), "before the loop, and in it");
            Assert.That(Count(ptx, "st.global.v4.f32"), Is.EqualTo(8), "products");
            Assert.That(Count(ptx, "ld.shared.f32"), Is.Zero);
            Assert.That(Count(ptx, "ld.global.f32"), Is.Zero);
            Assert.That(Count(ptx, "st.global.f32"), Is.Zero);
        });
    }

    [Test]
    public void FirstLayer_ReadsFiltersSixteenBytesAtATime()
    {
        MethodInfo kernel = PtxKernels.All.Single(method => method.DeclaringType == typeof(Conv2dGpuFirstLayer));
        string ptx = PtxKernels.Compile(kernel, CudaArchitecture.SM_80, CudaInstructionSet.ISA_80);
        Assert.Multiple(() =>
        {
            Assert.That(Count(ptx, "ld.shared.v4.f32"), Is.EqualTo(4), "sixteen channels of a tap");
            Assert.That(Count(ptx, "ld.shared.f32"), Is.EqualTo(4), "four pixels");
            Assert.That(Count(ptx, "ld.global.v4.f32"), Is.EqualTo(1), "filters, on the way to shared memory");
        });
    }

    private static void AssertComplete(string ptx) => Assert.Multiple(() =>
    {
        Assert.That(ptx, Does.Not.Contain(".extern .func"), "a function that no GPU has");
        Assert.That(ptx, Does.Not.Contain(".f64"), "double precision runs at a fraction of the speed");
    });

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    private static bool HoldsView(Type type) => type.IsAssignableTo(typeof(IContiguousArrayView))
        || (!type.IsPrimitive
            && type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
                .Any(field => HoldsView(field.FieldType)));

    private static TestCaseData Named(MethodInfo kernel) =>
        new TestCaseData(kernel).SetArgDisplayNames(GpuKernelCache.NameOf(kernel));

    [GeneratedRegex(@"\.shared[^;\[]*\[(\d+)\]")]
    private static partial Regex SharedBytes();

    [GeneratedRegex(@"\.local[^;\[]*\[(\d+)\]")]
    private static partial Regex LocalBytes();
}
