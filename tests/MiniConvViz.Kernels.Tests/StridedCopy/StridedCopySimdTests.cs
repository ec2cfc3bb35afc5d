namespace MiniConvViz.Kernels.Tests;

public class StridedCopySimdTests
{
    private const int Reach = 4 * 4 * 4 * 4 * 4 * 4 * 4 * 4;

    [Test]
    public void Run_AnyView_MatchesReference([Range(0, 49)] int seed)
    {
        StridedView view = StridedViews.Random(seed);
        float[] input = Numbers.RandomWithSpecial(Reach, seed);
        float[] expected = new float[view.Count];
        StridedCopyReference.Run(view, input, expected);
        SimdRun.Kernel kernel = (workers, output) => StridedCopySimd.Run(workers, view, input, output);
        FloatsAssert.Exact(expected, SimdRun.Output(2, view.Count, kernel), $"seed {seed}");
    }

    [Test]
    public void Run_RowsCutByPieces_MatchesReference([Values] bool isTransposed, [Values(1, 40_001)] int width)
    {
        StridedView view = StridedView.Whole([3, 7, width]);
        view = isTransposed ? view.Permute([2, 0, 1]) : view.Slice(1, 6, 4, -2);
        float[] input = Numbers.Random(3 * 7 * width, 1);
        float[] expected = new float[view.Count];
        StridedCopyReference.Run(view, input, expected);
        SimdRun.Kernel kernel = (workers, output) => StridedCopySimd.Run(workers, view, input, output);
        FloatsAssert.Exact(expected, SimdRun.Output(3, view.Count, kernel), $"width {width}");
        SimdRun.AssertThreadsChangeNothing(view.Count, kernel, $"width {width}");
    }

    [Test]
    public void Run_NothingToRead_WritesNothing()
    {
        StridedView view = StridedView.Whole([3, 0, 5]).Permute([2, 1, 0]);
        Assert.That(
            SimdRun.Output(2, 0, (workers, output) => StridedCopySimd.Run(workers, view, [], output)), Is.Empty);
    }

    [Test]
    public void Run_SecondCall_AllocatesNothing()
    {
        StridedView view = StridedView.Whole([300, 200]).Permute([1, 0]);
        float[] input = Numbers.Random(60_000, 3);
        SimdRun.AssertSecondCallAllocatesNothing(
            60_000, (workers, output) => StridedCopySimd.Run(workers, view, input, output));
    }
}
