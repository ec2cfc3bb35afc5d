using MiniConvViz.Execution;
using MiniConvViz.Ops;
using MiniConvViz.Steps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests;

/// <summary>
/// Operators that are offered their inputs in blocks of channels compute the same values as from plain ones, whether
/// they read blocks or not.
/// </summary>
internal sealed class OperatorsInBlocksTests
{
    private static readonly Device Cpu = Device.Cpu(2);

    private static IEnumerable<TestCaseData> Cases =>
        GoldenCases.All.Concat(AwkwardCases.All)
            .Where(item => item.Inputs.Any(input => Layouts.CanBeBlocked(input.Shape)))
            .Select(item => new TestCaseData(item).SetArgDisplayNames(item.ToString()));

    [TestCaseSource(nameof(Cases))]
    public void Run_InputsInBlocks_IsAsPlain(object item)
    {
        OperatorCase wanted = (OperatorCase)item;
        IReadOnlyList<OperatorCase> all = GoldenCases.All.Contains(wanted) ? GoldenCases.All : AwkwardCases.All;
        Tensor expected = OperatorRuns.Output(Cpu, wanted, all);
        Tensor output = OperatorRuns.Output(Cpu, wanted, all, inBlocks: true);
        NumericAssert.Close(output, expected, wanted.Describe("cpu"));
    }

    [TestCase(typeof(MaxPool2d))]
    [TestCase(typeof(AvgPool2d))]
    [TestCase(typeof(AdaptiveAvgPool2d))]
    [TestCase(typeof(AdaptiveMaxPool2d))]
    [TestCase(typeof(BatchNorm2d))]
    [TestCase(typeof(ReLU))]
    [TestCase(typeof(Hardswish))]
    [TestCase(typeof(Add))]
    [TestCase(typeof(Mul))]
    [TestCase(typeof(Concat))]
    public void CpuFormFor_InputsInBlocks_TakesThemSomewhere(Type kind)
    {
        IEnumerable<CpuForm> forms = AwkwardCases.All
            .Where(item => item.Operator.GetType() == kind && item.Inputs.All(i => Layouts.CanBeBlocked(i.Shape)))
            .Select(item => item.Operator.CpuFormFor(new CpuRequest(
                [.. item.Inputs.Select(input => input.Shape)],
                [.. item.Inputs.Select(_ => Layout.Blocked)],
                SumsOnly: false)));
        Assert.That(forms.Select(form => form.Output), Has.Some.EqualTo(Layout.Blocked));
    }

    [Test]
    public void CpuFormFor_ConcatOfChannelsThatFillNoBlock_StaysPlain()
    {
        Layout[] blocked = [Layout.Blocked, Layout.Blocked];
        CpuForm form =
            new Concat().CpuFormFor(new CpuRequest([[1, 17, 4, 4], [1, 16, 4, 4]], blocked, SumsOnly: false));
        Assert.That(form.Output, Is.EqualTo(Layout.Plain));
        form = new Concat().CpuFormFor(new CpuRequest([[1, 16, 4, 4], [1, 17, 4, 4]], blocked, SumsOnly: false));
        Assert.That(form.Output, Is.EqualTo(Layout.Blocked));
    }
}
