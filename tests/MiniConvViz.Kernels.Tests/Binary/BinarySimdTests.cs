namespace MiniConvViz.Kernels.Tests;

public class BinarySimdTests
{
    [TestCaseSource(typeof(Numbers), nameof(Numbers.Lengths))]
    public void Run_AnyLength_IsExact(int length)
    {
        Check(default(AddFunction), [length], [length]);
        Check(default(SubFunction), [length], [length]);
        Check(default(MulFunction), [length], [length]);
        Check(default(DivFunction), [length], [1]);
        Check(default(PowFunction), [1], [length]);
        Check(default(MinimumFunction), [length], [length]);
        Check(default(MaximumFunction), [length], [length]);
        Check(default(PReLUFunction), [length], [1]);
    }

    [Test]
    public void Run_OneFactorPerChannel_IsExact(
        [Values(1, 3, 17)] int factors, [Values(2, 7, 8, 49, 100, 20_001)] int repeat)
    {
        Check(default(MulFunction), [factors, repeat], [factors, 1]);
        Check(default(SubFunction), [factors, 1], [factors, repeat]);
    }

    [TestCase(2f)]
    [TestCase(3f)]
    [TestCase(0.5f)]
    public void Pow_OneExponent_IsExact(float exponent)
    {
        float[] left = Numbers.RandomWithSpecial(999, 1);
        BroadcastGeometry geometry = BroadcastGeometry.Create([999], []);
        float[] expected = new float[999];
        BinaryReference.Run(default(PowFunction), geometry, left, [exponent], expected);
        float[] got = SimdRun.Output(2, 999, (workers, output) =>
            BinarySimd.Run(workers, default(PowFunction), geometry, left, [exponent], output));
        FloatsAssert.Exact(expected, got, $"exponent {exponent}");
    }

    /// <summary>
    /// The version for GPUs, run here: special values equal the definition's, others approximately.
    /// </summary>
    [Test]
    public void Pow_InFloat_MatchesDefinition()
    {
        PowFunction pow = default;
        float[] exponents = [.. Numbers.Special, 0.5f, -0.5f, 2f, -2f, 1e30f, 16777217f];
        float[] bases = [.. Numbers.Special, .. Numbers.Random(99, 1, 5f)];
        foreach (float exponent in exponents)
        {
            float[] expected = [.. bases.Select(x => (float)pow.Apply((double)x, (double)exponent))];
            float[] got = [.. bases.Select(x => pow.Apply(x, exponent))];
            FloatsAssert.CloseEach(expected, got, 1e-4, $"exponent {exponent:R}");
        }
    }

    [Test]
    public void Run_IntoEitherInput_IsExact()
    {
        float[] left = Numbers.RandomWithSpecial(99, 1);
        float[] right = Numbers.RandomWithSpecial(99, 2);
        BroadcastGeometry geometry = BroadcastGeometry.Create([99], [99]);
        float[] expected = new float[99];
        BinaryReference.Run(default(AddFunction), geometry, left, right, expected);
        using CpuWorkers workers = new(2);
        float[] output = [.. left];
        BinarySimd.Run(workers, default(AddFunction), geometry, output, right, output);
        FloatsAssert.Exact(expected, output, "into left");
        output = [.. right];
        BinarySimd.Run(workers, default(AddFunction), geometry, left, output, output);
        FloatsAssert.Exact(expected, output, "into right");
    }

    [Test]
    public void Run_SecondCall_AllocatesNothing()
    {
        float[] left = Numbers.Random(40_000, 3);
        float[] right = Numbers.Random(40, 4);
        BroadcastGeometry geometry = BroadcastGeometry.Create([40, 1000], [40, 1]);
        SimdRun.AssertSecondCallAllocatesNothing(
            left.Length,
            (workers, output) => BinarySimd.Run(workers, default(MulFunction), geometry, left, right, output));
    }

    private static void Check<T>(T function, int[] leftExtents, int[] rightExtents)
        where T : unmanaged, IBinary
    {
        float[] left = Numbers.RandomWithSpecial(Count(leftExtents), 1);
        float[] right = Numbers.RandomWithSpecial(Count(rightExtents), 2);
        BroadcastGeometry geometry = BroadcastGeometry.Create(leftExtents, rightExtents);
        int length = Count([.. leftExtents.Zip(rightExtents, (a, b) => a == 1 ? b : a)]);
        float[] expected = new float[length];
        BinaryReference.Run(function, geometry, left, right, expected);
        float[] got = SimdRun.Output(
            2, length, (workers, output) => BinarySimd.Run(workers, function, geometry, left, right, output));
        FloatsAssert.Exact(expected, got, $"{typeof(T).Name} of {length} numbers");
    }

    private static int Count(int[] extents) => extents.Aggregate(1, (count, extent) => count * extent);
}
