using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Ops;

/// <summary>Shapes that can be broadcast, and the messages for those that cannot.</summary>
public sealed class BroadcastShapeTests
{
    [Test]
    public void Add_SizesThatDiffer_NamesBoth() => Assert.That(
        () => new Add().InferShape([[2, 3, 4], [2, 4]]),
        Throws.TypeOf<ShapeException>().With.Message.EqualTo(
            "expected two shapes whose sizes, from the last axis on, are equal or 1, got [2,3,4] and [2,4]"));

    [Test]
    public void Add_NineAxes_AreTooMany() => Assert.That(
        () => new Add().InferShape([[1, 1, 1, 1, 1, 1, 1, 1, 2], [2]]),
        Throws.TypeOf<ShapeException>().With.Message.StartsWith("expected at most 8 axes"));

    [Test]
    public void PReLU_SlopesLargerThanTheInput_AreRefused() => Assert.That(
        () => new PReLU().InferShape([[3, 1], [3, 4]]),
        Throws.TypeOf<ShapeException>().With.Message.EqualTo(
            "expected an input and slopes that broadcast to its shape, got [3,1] and [3,4]"));

    [Test]
    public void PReLU_OtherNumberOfChannels_IsRefused() => Assert.That(
        () => new PReLU(new Tensor([4])).InferShape([[2, 3, 4]]),
        Throws.TypeOf<ShapeException>().With.Message.EqualTo("expected an input with 4 channels, got [2,3,4]"));

    [Test]
    public void MatMul_InnerSizesThatDiffer_NamesBoth() => Assert.That(
        () => new MatMul().InferShape([[2, 3], [2, 3]]),
        Throws.TypeOf<ShapeException>().With.Message.EqualTo(
            "expected as many columns on the left as rows on the right, got [2,3] and [2,3]"));
}
