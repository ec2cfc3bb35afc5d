using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Tensors;

public sealed class ShapeTests
{
    [Test]
    public void Create_ProductBeyondInt32_IsRefusedWhateverItWrapsTo()
    {
        foreach (int[] extents in (int[][])
            [[65536, 32768], [int.MaxValue, int.MaxValue, int.MaxValue], [1 << 30, 1 << 30, 16]])
        {
            ArgumentException? error = Assert.Throws<ArgumentException>(() => Shape.Create(extents));
            Assert.That(error!.Message, Does.StartWith("A tensor holds at most 2147483647 elements, got ["));
        }
    }

    [Test]
    public void Create_NegativeExtent_IsRefused() =>
        Assert.Throws<ArgumentException>(() => Shape.Create([3, -1]));

    [Test]
    public void Create_ZeroAmongHugeExtents_IsEmpty() =>
        Assert.That(Shape.Create([int.MaxValue, int.MaxValue, 0]).Count, Is.Zero);

    [Test]
    public void Shape_ReadsAsNchw()
    {
        Shape shape = [2, 3, 5, 7];
        Assert.That(
            (shape.Batch, shape.Channels, shape.Height, shape.Width, shape.Count),
            Is.EqualTo((2, 3, 5, 7, 210)));
        Assert.That(shape.ToString(), Is.EqualTo("[2,3,5,7]"));
        Assert.That(shape == Shape.Create([2, 3, 5, 7]), Is.True);
        Assert.That(shape.With(1, 8).ToString(), Is.EqualTo("[2,8,5,7]"));
        Assert.That(Shape.Create([]).Count, Is.EqualTo(1), "a scalar");
    }

    [Test]
    public void Tensor_ElementAndChannel_AreTheSameNumbers()
    {
        Tensor tensor = SmallNetworks.Random([2, 3, 4, 5]);
        Assert.That(tensor[1, 2, 3, 4], Is.EqualTo(tensor.Channel(1, 2)[19]).And.EqualTo(tensor.Values[^1]));
    }
}
