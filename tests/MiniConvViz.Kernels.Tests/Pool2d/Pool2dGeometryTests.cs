using CsCheck;
using static MiniConvViz.Kernels.Pool2dGeometry;

namespace MiniConvViz.Kernels.Tests;

public class Pool2dGeometryTests
{
    private static readonly Gen<(int Size, int Kernel, int Stride, int Padding, int Dilation)> Axes =
        Gen.Select(Gen.Int[1, 40], Gen.Int[1, 7], Gen.Int[1, 6], Gen.Int[0, 3], Gen.Int[1, 4])
            .Where((size, kernel, stride, padding, dilation) => padding <= kernel / 2);

    [Test]
    public void OutputSize_Floor_CountsTheWindowsThatFit() =>
        Axes.Sample((size, kernel, stride, padding, dilation) =>
        {
            int reach = dilation * (kernel - 1);
            int windows = 0;
            for (int start = -padding; start + reach < size + padding; start += stride)
            {
                windows++;
            }

            int counted = OutputSize(size, kernel, stride, padding, padding, dilation, ceilMode: false);
            Assert.That(counted, Is.EqualTo(windows));
        });

    [Test]
    public void OutputSize_Ceil_CountsAlsoTheLastThatHangsOverAndBeginsInside() =>
        Axes.Sample((size, kernel, stride, padding, dilation) =>
        {
            // Count windows until one reaches the far edge of the padding, then drop those that begin past the end of
            // the image.
            int reach = dilation * (kernel - 1);
            int windows = 0;
            int start = -padding;
            while (start + reach < size + padding)
            {
                windows++;
                start += stride;
            }

            bool reachesTheEdge = start - stride + reach == size + padding - 1;
            if (!reachesTheEdge && start < size && start + reach - stride < size + padding - 1)
            {
                windows++;
            }
            else if (start - stride >= size)
            {
                windows--;
            }

            int counted = OutputSize(size, kernel, stride, padding, padding, dilation, ceilMode: true);
            Assert.That(counted, Is.EqualTo(windows));
        });

    [TestCase(5, 2, 3, 1, 1, 2, TestName = "OutputSize_Ceil_DropsTheWindowThatBeginsInThePadding")]
    [TestCase(12, 3, 2, 0, 1, 6, TestName = "OutputSize_Ceil_KeepsTheWindowThatHangsOver")]
    [TestCase(2, 3, 2, 0, 1, 1, TestName = "OutputSize_Ceil_ImageSmallerThanTheWindow")]
    public void OutputSize_Ceil(int size, int kernel, int stride, int padding, int dilation, int expected) =>
        Assert.That(OutputSize(size, kernel, stride, padding, padding, dilation, ceilMode: true), Is.EqualTo(expected));

    [Test]
    public void OutputSize_WindowFitsNowhere_IsZero() =>
        Assert.That(OutputSize(2, 5, 1, 0, 0, 1, ceilMode: false), Is.Zero);

    [Test]
    public void Divisor_LastWindowHangsOver_CountsToTheEdgeOfThePadding()
    {
        // Windows of four begin at -1, 2 and 5. Seven elements with one of padding end at 8: the last window counts
        // three.
        Pool2dGeometry geometry = Pool2dCases.Create((1, 1, 7, 7), (4, 4), (3, 3), (1, 1), (1, 1), ceilMode: true);
        Assert.That(geometry.OutWidth, Is.EqualTo(3));
        Assert.That(geometry.Divisor(0, 0), Is.EqualTo(4 * 4));
        Assert.That(geometry.Divisor(2, 0), Is.EqualTo(3 * 4));
        Assert.That(geometry.Divisor(2, 2), Is.EqualTo(3 * 3));
    }

    [Test]
    public void Divisor_PaddingExcluded_CountsTheImageOnly()
    {
        Pool2dGeometry geometry = Pool2dCases.Create(
            (1, 1, 7, 7), (4, 4), (3, 3), (1, 1), (1, 1), ceilMode: true, countIncludePad: false);
        Assert.That(geometry.Divisor(0, 1), Is.EqualTo(3 * 4));
        Assert.That(geometry.Divisor(2, 2), Is.EqualTo(2 * 2));
    }

    [Test]
    public void Divisor_Override_IsTaken()
    {
        Pool2dGeometry geometry = Pool2dCases.Create(
            (1, 1, 7, 7), (4, 4), (3, 3), (1, 1), (1, 1), ceilMode: true, divisorOverride: 5);
        Assert.That(geometry.Divisor(2, 2), Is.EqualTo(5));
    }
}
