using MiniConvViz.Kernels;

namespace MiniConvViz.Tests.Execution;

/// <summary>
/// The checks detect out-of-bounds accesses: where a kernel's output, or an input, is one element shorter than its
/// sizes say, every operator on the <c>cpu</c> device ends with a <see cref="KernelBoundsException"/>.
/// </summary>
[Category(GuardedRunTests.Category)]
internal sealed class OneElementShortTests
{
    private static readonly string[] Inputs = ["inputPointer", "leftPointer", "rightPointer"];

    private static IEnumerable<string> Kinds => AwkwardCases.All.Select(item => item.Kind).Distinct();

    [Test]
    public void Run_OutputOneElementShort_IsFoundInEveryCase(
        [ValueSource(nameof(Kinds))] string kind, [Values] bool inBlocks)
    {
        GuardedMemory.Require();
        foreach (OperatorCase item in AwkwardCases.All.Where(item => item.Kind == kind))
        {
            Found found = Run(item, inBlocks, ["outputPointer"]);
            Assert.That(found.Problem is not null, Is.EqualTo(found.Held > 0), item.Describe("cpu"));
            Assert.That(found.Problem?.IsWrite, Is.Null.Or.True, item.Describe("cpu"));
        }
    }

    /// <summary>Strides, crops and indices leave the last element of some inputs unread, but not of all.</summary>
    [Test]
    public void Run_InputOneElementShort_IsFoundInSomeCase(
        [ValueSource(nameof(Kinds))] string kind, [Values] bool inBlocks)
    {
        GuardedMemory.Require();
        Found[] found =
            [.. AwkwardCases.All.Where(item => item.Kind == kind).Select(item => Run(item, inBlocks, Inputs))];
        Assert.That(found.Any(run => run.Problem is not null), Is.EqualTo(found.Any(run => run.Held > 0)));
        Assert.That(found.Select(run => run.Problem?.IsWrite), Has.None.True);
    }

    /// <summary>
    /// Without the pointers' names these tests could not shorten the memory of an operand. A case that is a plain copy
    /// of a span, such as a permutation of one element, has no pointer.
    /// </summary>
    [TestCase("Conv2d")]
    [TestCase("ConvTranspose2d")]
    [TestCase("Softmax")]
    [TestCase("Add")]
    [TestCase("Concat")]
    [TestCase("Permute")]
    [TestCase("Pad")]
    [TestCase("Gather")]
    public void Run_OutputOneElementShort_IsHeldBack(string kind)
    {
        GuardedMemory.Require();
        OperatorCase[] items = [.. AwkwardCases.All.Where(item => item.Kind == kind)];
        int held = items.Count(item => Run(item, inBlocks: false, ["outputPointer"]).Held > 0);
        Assert.That(held, Is.GreaterThan(items.Length / 2), $"of {items.Length} cases");
    }

    private static Found Run(OperatorCase item, bool inBlocks, string[] pointers)
    {
        OperatorNetwork network = OperatorNetwork.Of([item], inBlocks);
        int held = 0;
        CheckedMemory.HoldsBack = owner =>
        {
            bool holds = pointers.Any(pointer => owner.StartsWith(pointer, StringComparison.Ordinal));
            held += holds ? 1 : 0;
            return holds;
        };
        try
        {
            GuardedRun.Values(network.Network, [OperatorNetwork.Input], [.. network.Cases.Keys], GuardSide.After);
            return new Found(null, held);
        }
        catch (KernelBoundsException problem)
        {
            return new Found(problem, held);
        }
        finally
        {
            CheckedMemory.HoldsBack = null;
        }
    }

    private sealed record Found(KernelBoundsException? Problem, int Held);
}
