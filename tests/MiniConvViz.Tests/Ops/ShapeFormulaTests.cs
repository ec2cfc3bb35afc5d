using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Ops;

public sealed class ShapeFormulaTests
{
    [Test]
    public void Evaluate_FollowsTheShapes()
    {
        ShapeTerm height = new ShapeTerm.ExtentTerm(1, 2);
        ShapeTerm half = new ShapeTerm.ComputedTerm("Div", values => values[0] / values[1], [height, 2]);
        ShapeFormula formula = [new ShapeTerm.ExtentTerm(0, 0), half, -1];

        Assert.That(formula.Evaluate([[4, 3], [1, 1, 7]]), Is.EqualTo([4, 3, -1]));
        Assert.That(formula.ToString(), Is.EqualTo("[size(0), Div(size(2), 2), -1]"));
    }

    [Test]
    public void MapInputs_RedirectsEveryExtent()
    {
        ShapeTerm term = new ShapeTerm.ComputedTerm("Add", values => values.Sum(), [new ShapeTerm.ExtentTerm(5, 0), 1]);

        Assert.That(term.MapInputs(input => input - 5).Evaluate([[9]]), Is.EqualTo(10));
    }

    [Test]
    public void Evaluate_OfTheLargestInt64_MeansToTheEnd()
    {
        ShapeFormula formula = [new ShapeTerm.ConstantTerm(long.MaxValue), new ShapeTerm.ConstantTerm(long.MinValue)];

        Assert.That(formula.Evaluate([]), Is.EqualTo([int.MaxValue, int.MinValue]));
    }

    [TestCase(5, 5, 3, 2, 1, 1, 1)]
    [TestCase(6, 7, 3, 2, 1, 0, 1)]
    [TestCase(224, 224, 7, 2, 1, 2, 3)]
    [TestCase(8, 8, 3, 1, 2, 2, 2)]
    public void SamePadding_KeepsInputOverStride(
        int height, int width, int kernel, int stride, int dilation, int top, int bottom)
    {
        Padding2d same = new Padding2d(default, default, SamePadding.Upper)
            .Resolve(height, width, kernel, stride, dilation);

        Assert.That((same.Begin.Y, same.End.Y), Is.EqualTo((top, bottom)));
        int outputs = ((height + top + bottom - ((kernel - 1) * dilation) - 1) / stride) + 1;
        Assert.That(outputs, Is.EqualTo((height + stride - 1) / stride));
    }
}
