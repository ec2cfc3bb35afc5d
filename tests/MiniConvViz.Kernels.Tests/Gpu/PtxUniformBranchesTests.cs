using System.Reflection;
using System.Text.RegularExpressions;
using ILGPU.Runtime.Cuda;

namespace MiniConvViz.Kernels.Tests;

public sealed partial class PtxUniformBranchesTests
{
    [TestCase("\t@%p1 bra.uni\tL_7;", ExpectedResult = "\t@%p1 bra\tL_7;")]
    [TestCase("@!%p12  bra.uni L; bra.uni K;", ExpectedResult = "@!%p12  bra L; bra K;")]
    [TestCase("brx.idx.uni %r1, targets;", ExpectedResult = "brx.idx %r1, targets;")]
    [TestCase("call.uni (r), f, (a);", ExpectedResult = "call.uni (r), f, (a);", Reason = "one way only")]
    [TestCase("@%p1 bra L;", ExpectedResult = "@%p1 bra L;")]
    [TestCase("", ExpectedResult = "")]
    public string Remove_OfAnInstruction_LeavesCallsAlone(string ptx) => PtxUniformBranches.Remove(ptx);

    [Category("Exhaustive")]
    [TestCaseSource(typeof(PtxKernels), nameof(PtxKernels.All))]
    public void Remove_OfAKernel_TakesOutMarksAndNothingElse(MethodInfo kernel)
    {
        string generated = PtxKernels.Generate(kernel);
        string corrected = PtxUniformBranches.Remove(generated);
        Assert.Multiple(() =>
        {
            Assert.That(corrected, Does.Not.Match(Conditional()));
            Assert.That(corrected.Replace(".uni", ""), Is.EqualTo(generated.Replace(".uni", "")));
            Assert.That(
                PtxKernels.Compile(kernel, CudaArchitecture.SM_80, CudaInstructionSet.ISA_80),
                Does.Not.Match(Conditional()),
                "what the driver gets");
        });
    }

    [GeneratedRegex(@"@\S+\s+[\w.]*\.uni|brx\.idx\.uni")]
    private static partial Regex Conditional();
}
