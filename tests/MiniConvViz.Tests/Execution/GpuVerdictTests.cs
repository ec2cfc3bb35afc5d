using MiniConvViz.Execution;
using MiniConvViz.Kernels;

namespace MiniConvViz.Tests.Execution;

public sealed class GpuVerdictTests
{
    private const string Header = "miniconvviz self-test 2\n";

    private static readonly GpuVerdict Bad = new(
        "silu (SiLU) is off by 2.0E-1, relatively",
        [
            ExcludedForm.Of(Conv2dGpuForm.Gemm128, "does not compile:\n\ttwo lines"),
            ExcludedForm.Of(LinearGpuForm.Split64, "is off by 2.0E-1, relatively"),
            ExcludedForm.Of(MatMulGpuForm.Naive, ""),
        ]);

    [Test]
    public void Parse_OfToText_IsTheVerdict()
    {
        GpuVerdict parsed = GpuVerdict.Parse(Bad.ToText())!;
        Assert.That(parsed.Fault, Is.EqualTo(Bad.Fault));
        Assert.That(parsed.Excluded.Select(form => form.ToEnum()), Is.EqualTo(Bad.Excluded.Select(form => form.ToEnum())));
        Assert.That(parsed.Excluded[0].Reason, Is.EqualTo("does not compile:  two lines"));
        Assert.That(GpuVerdict.Parse(GpuVerdict.Passed.ToText())!.Excluded, Is.Empty);
    }

    [Test]
    public void Parse_CutOffAnywhere_IsNoVerdict()
    {
        string text = Bad.ToText();
        for (int length = 0; length < text.Length; length++)
        {
            Assert.That(GpuVerdict.Parse(text[..length]), Is.Null, $"the first {length} characters");
        }
    }

    [TestCase("miniconvviz self-test 3\nend\n")]
    [TestCase(Header + "form\tConv2d\tNoSuchForm\twrong\nend\n")]
    [TestCase(Header + "form\tConv2d\t3\twrong\nend\n")]
    [TestCase(Header + "form\tSoftmax\tNaive\twrong\nend\n")]
    [TestCase(Header + "fault\tone\nfault\ttwo\nend\n")]
    [TestCase(Header + "\0\0\0\nend\n")]
    public void Parse_OfAnythingElse_IsNoVerdict(string text) => Assert.That(GpuVerdict.Parse(text), Is.Null);
}
