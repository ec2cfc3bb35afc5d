namespace MiniConvViz.Kernels.Tests;

public class ReduceSimdTests
{
    [Test]
    public void Run_AnyAxesOfAwkwardShapes_MatchesReference([Range(0, 15)] int axes)
    {
        int[][] shapes = [[1, 1, 1, 1], [2, 3, 5, 7], [1, 17, 9, 33], [3, 8, 1, 16], [2, 1, 40, 65], [70, 2, 3, 4]];
        foreach (int[] shape in shapes)
        {
            ReduceGeometry geometry = ReduceGeometry.Create(shape, (uint)axes);
            float[] input = Numbers.Random(shape.Aggregate(1, (product, extent) => product * extent), axes);
            string parameters = $"[{string.Join(",", shape)}], axes {axes:b4}";
            FloatsAssert.Close(Reference(default(SumReduction)), Simd(default(SumReduction)), 1e-6, parameters);
            FloatsAssert.Close(Reference(default(MeanReduction)), Simd(default(MeanReduction)), 1e-6, parameters);
            FloatsAssert.Exact(Reference(default(AmaxReduction)), Simd(default(AmaxReduction)), parameters);

            float[] Reference<T>(T reduction)
                where T : unmanaged, IReduction
            {
                float[] output = new float[geometry.Kept.Count];
                ReduceReference.Run(reduction, geometry, input, output);
                return output;
            }

            float[] Simd<T>(T reduction)
                where T : unmanaged, IReduction => SimdRun.Output(
                    2,
                    geometry.Kept.Count,
                    (workers, output) => ReduceSimd.Run(workers, reduction, geometry, input, output));
        }
    }

    [Test]
    public void Run_MillionsOfNumbers_LosesNoDigits([Values(1u, 2u)] uint axes)
    {
        float[] input = new float[4_000_000];
        Array.Fill(input, 0.1f);
        ReduceGeometry geometry = ReduceGeometry.Create(axes == 2u ? [1, 4_000_000] : [2_000_000, 2], axes);
        float[] sums = SimdRun.Output(
            2,
            geometry.Kept.Count,
            (workers, output) => ReduceSimd.Run(workers, default(SumReduction), geometry, input, output));
        Assert.That(sums, Is.All.EqualTo((float)(0.1f * (double)geometry.Reduced.Count)));
    }

    [Test]
    public void Amax_NaNAnywhere_Wins([Range(0, 40)] int position, [Values(1, 3)] int columns)
    {
        float[] input = Numbers.Random(41 * columns, 1);
        input[position * columns] = float.NaN;
        input[(position + 7) % 41 * columns] = float.PositiveInfinity;
        ReduceGeometry geometry = ReduceGeometry.Create([41, columns], 1u);
        float[] output = SimdRun.Output(
            1, columns, (workers, output) => ReduceSimd.Run(workers, default(AmaxReduction), geometry, input, output));
        Assert.That(output.Select(float.IsNaN), Is.EqualTo(Enumerable.Range(0, columns).Select(c => c == 0)));
    }

    [Test]
    public void Run_NoNumbers_IsWhatASumOfNothingIs()
    {
        ReduceGeometry geometry = ReduceGeometry.Create([3, 0], 2u);
        float[] sums = SimdRun.Output(
            1, 3, (workers, output) => ReduceSimd.Run(workers, default(SumReduction), geometry, [], output));
        float[] means = SimdRun.Output(
            1, 3, (workers, output) => ReduceSimd.Run(workers, default(MeanReduction), geometry, [], output));
        Assert.That(sums, Is.All.Zero);
        Assert.That(means, Is.All.NaN);
    }

    [Test]
    public void Run_AnyNumberOfThreads_GivesTheSameBits([Values(1u, 2u)] uint axes)
    {
        ReduceGeometry geometry = ReduceGeometry.Create([300, 301], axes);
        float[] input = Numbers.Random(300 * 301, 3);
        SimdRun.AssertThreadsChangeNothing(
            geometry.Kept.Count,
            (workers, output) => ReduceSimd.Run(workers, default(MeanReduction), geometry, input, output),
            $"axes {axes:b2}");
    }

    [Test]
    public void Run_SecondCall_AllocatesNothing([Values(1u, 2u)] uint axes)
    {
        ReduceGeometry geometry = ReduceGeometry.Create([300, 301], axes);
        float[] input = Numbers.Random(300 * 301, 3);
        SimdRun.AssertSecondCallAllocatesNothing(
            geometry.Kept.Count,
            (workers, output) => ReduceSimd.Run(workers, default(MeanReduction), geometry, input, output));
    }
}
