namespace MiniConvViz.Kernels.Tests;

public class MatMulSimdTests
{
    [Test]
    public void Run_AwkwardSizes_MatchesReference(
        [Values(1, 3, 4, 5, 64, 67)] int rows,
        [Values(1, 7, 33)] int terms,
        [Values(1, 3, 7, 8, 16, 17, 33, 65)] int columns)
    {
        MatMulGeometry geometry = Create([2, 1], [1, 3], rows, terms, columns);
        float[] left = Numbers.Random(2 * rows * terms, 1);
        float[] right = Numbers.Random(3 * terms * columns, 2);
        float[] expected = new float[6 * rows * columns];
        MatMulReference.Run(geometry, left, right, expected);
        float[] got = SimdRun.Output(
            2, expected.Length, (workers, output) => MatMulSimd.Run(workers, geometry, left, right, output));
        FloatsAssert.Close(expected, got, 2e-6, $"rows {rows}, terms {terms}, columns {columns}");
    }

    [Test]
    public void Run_AnyNumberOfThreads_GivesTheSameBits()
    {
        MatMulGeometry geometry = Create([3], [3], 70, 129, 65);
        float[] left = Numbers.Random(3 * 70 * 129, 1);
        float[] right = Numbers.Random(3 * 129 * 65, 2);
        SimdRun.AssertThreadsChangeNothing(
            3 * 70 * 65, (workers, output) => MatMulSimd.Run(workers, geometry, left, right, output), "MatMul");
    }

    [Test]
    public void Run_SecondCall_AllocatesNothing()
    {
        MatMulGeometry geometry = Create([], [], 70, 129, 65);
        float[] left = Numbers.Random(70 * 129, 1);
        float[] right = Numbers.Random(129 * 65, 2);
        SimdRun.AssertSecondCallAllocatesNothing(
            70 * 65, (workers, output) => MatMulSimd.Run(workers, geometry, left, right, output));
    }

    private static MatMulGeometry Create(int[] left, int[] right, int rows, int terms, int columns) => new()
    {
        Batches = left.Zip(right, Math.Max).Aggregate(1, (count, extent) => count * extent),
        Meeting = BroadcastGeometry.Create(left, right),
        Rows = rows,
        Terms = terms,
        Columns = columns,
    };
}
