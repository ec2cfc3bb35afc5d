using System.Reflection;
using ILGPU;
using ILGPU.Runtime;
using MiniConvViz.Ptx;

namespace MiniConvViz.Kernels.Tests.Ptx;

/// <summary>Branches that are marked as uniform and are not.</summary>
public sealed class PtxDirectionsTests
{
    private const string Told = "is marked as uniform, but threads of a warp go different ways";

    [TestCase("setp.lt.s32 %p1, %r1, 5; @%p1 bra.uni L;", 32, Told, TestName = "a branch on the thread index")]
    [TestCase("setp.lt.s32 %p1, %r1, 5; @!%p1 bra.uni L;", 32, Told, TestName = "negated")]
    [TestCase("setp.lt.s32 %p1, %r1, 5; @%p1 bra L;", 32, "", TestName = "the same without the mark")]
    [TestCase("setp.lt.s32 %p1, %r1, 99; @%p1 bra.uni L;", 64, "", TestName = "all threads go the same way")]
    [TestCase("setp.lt.s32 %p1, %r1, 32; @%p1 bra.uni L;", 64, "", TestName = "one warp goes, the other does not")]
    [TestCase("setp.lt.s32 %p1, %r1, 33; @%p1 bra.uni L;", 64, Told, TestName = "the second warp does both")]
    [TestCase("and.b32 %r2, %r1, 1; brx.idx.uni %r2, T;", 32, Told, TestName = "an index that threads do not share")]
    [TestCase("and.b32 %r2, %r1, 0; brx.idx.uni %r2, T;", 32, "", TestName = "an index that threads share")]
    public void Run_OfAMarkedBranch_ComparesTheThreadsOfAWarp(string code, int threads, string told)
    {
        string said = "";
        try
        {
            Parse($"mov.b32 %r1, %tid.x; T: .branchtargets L, M; {code} M: mov.b32 %r2, 1; L: ret;", threads).Run(1);
        }
        catch (PtxException problem)
        {
            said = problem.Message;
        }

        Assert.That(said, told.Length == 0 ? Is.Empty : Does.EndWith(told));
    }

    /// <summary>A loop with as many iterations as the thread's index, and one with a fixed number.</summary>
    [TestCase("%r1", Told)]
    [TestCase("7", "")]
    public void Run_OfAMarkedLoop_ComparesRoundByRound(string rounds, string told)
    {
        string code = $"mov.b32 %r1, %tid.x; mov.b32 %r2, 0; L: add.s32 %r2, %r2, 1; "
            + $"setp.le.s32 %p1, %r2, {rounds}; @%p1 bra.uni L; bar.sync 0; ret;";
        Assert.That(
            () => Parse(code, 32).Run(2),
            told.Length == 0 ? Throws.Nothing : Throws.TypeOf<PtxException>().With.Message.EndsWith(told));
    }

    /// <summary>
    /// The fault that <see cref="PtxUniformBranches"/> corrects: ILGPU's own code for a kernel of ours.
    /// </summary>
    [Test]
    public void Run_OfWhatILGPUGenerates_IsFoundOut_AndIsRightWithoutTheMarks()
    {
        MethodInfo kernel = ((Action<Index1D, int, ArrayView<float>>)Diverging).Method;
        string generated = PtxKernels.Generate(kernel);
        float[] output = new float[32];
        Assert.That(generated, Does.Match(@"@!?%p\d+ bra\.uni"), "ILGPU marks the branch");
        Assert.That(
            () => RunDiverging(generated, output), Throws.TypeOf<PtxException>().With.Message.EndsWith(Told));
        RunDiverging(PtxUniformBranches.Remove(generated), output);
        Assert.That(output, Is.EqualTo([.. Enumerable.Range(0, 32).Select(i => i < 5 ? 1f : i * i)]));
    }

    private static PtxLaunch Parse(string code, int threads)
    {
        Dictionary<string, PtxFunction> functions =
            PtxParser.Parse($".visible .entry Kernel() {{ {code} }}", out PtxFunction entry);
        return new PtxLaunch(functions, entry, threads, new byte[entry.ParameterBytes], []);
    }

    private static void RunDiverging(string ptx, float[] output)
    {
        using Context context = GpuRuntime.CreateContext();
        using Accelerator host = context.GetPreferredDevice(preferCPU: true).CreateAccelerator(context);
        using MemoryBuffer1D<float, Stride1D.Dense> buffer = host.Allocate1D<float>(output.Length);
        Dictionary<string, PtxFunction> functions = PtxParser.Parse(ptx, out PtxFunction entry);
        PtxArguments.Launch(functions, entry, output.Length, [output.Length, 5, (ArrayView<float>)buffer.View]).Run(1);
        buffer.View.CopyToCPU(output);
    }

    private static void Diverging(Index1D index, int bound, ArrayView<float> output)
    {
        float value = 1f;
        if (index >= bound)
        {
            value = 0f;
            for (int i = 0; i < index; i++)
            {
                value += index;
            }
        }

        output[index] = value;
    }
}
