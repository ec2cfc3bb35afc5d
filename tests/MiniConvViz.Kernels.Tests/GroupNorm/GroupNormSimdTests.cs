namespace MiniConvViz.Kernels.Tests;

public class GroupNormSimdTests
{
    private const float Epsilon = 1e-5f;

    [Test]
    public void Run_AwkwardSizes_MatchesReference(
        [Values(1, 3)] int batch,
        [Values(1, 3, 8)] int groups,
        [Values(1, 2, 5)] int groupChannels,
        [Values(1, 7, 8, 33, 5000)] int plane) =>
        Check(batch, groups, groupChannels, plane, offset: 0f, maxRelativeError: 1e-6);

    [Test]
    public void Run_FarFromZero_KeepsTheVariance() =>
        // The mean of the squares is 1e6 and the variance 1/3: their difference in float would have no digit right.
        Check(2, 3, 4, 50, offset: 1000f, maxRelativeError: 1e-4);

    [Test]
    public void Run_AnyNumberOfThreads_GivesTheSameBits()
    {
        GroupNormGeometry geometry = new() { Batch = 2, Groups = 9, GroupChannels = 3, Plane = 301 };
        float[] input = Numbers.Random(2 * 27 * 301, 1);
        float[] weight = Numbers.Random(27, 2);
        SimdRun.AssertThreadsChangeNothing(
            input.Length,
            (workers, output) => GroupNormSimd.Run(workers, geometry, input, weight, weight, Epsilon, output),
            "");
    }

    [Test]
    public void Run_SecondCall_AllocatesNothing()
    {
        GroupNormGeometry geometry = new() { Batch = 2, Groups = 9, GroupChannels = 3, Plane = 301 };
        float[] input = Numbers.Random(2 * 27 * 301, 1);
        float[] weight = Numbers.Random(27, 2);
        SimdRun.AssertSecondCallAllocatesNothing(
            input.Length,
            (workers, output) => GroupNormSimd.Run(workers, geometry, input, weight, weight, Epsilon, output));
    }

    private static void Check(
        int batch, int groups, int groupChannels, int plane, float offset, double maxRelativeError)
    {
        GroupNormGeometry geometry = new()
        {
            Batch = batch,
            Groups = groups,
            GroupChannels = groupChannels,
            Plane = plane,
        };
        int channels = groups * groupChannels;
        float[] input = [.. Numbers.Random(batch * channels * plane, plane).Select(x => x + offset)];
        float[] weight = Numbers.Random(channels, 2);
        float[] bias = Numbers.Random(channels, 3);
        float[] expected = new float[input.Length];
        GroupNormReference.Run(geometry, input, weight, bias, Epsilon, expected);
        float[] got = SimdRun.Output(
            2,
            input.Length,
            (workers, output) => GroupNormSimd.Run(workers, geometry, input, weight, bias, Epsilon, output));
        string parameters = $"N {batch}, groups {groups} of {groupChannels} channels, plane {plane}";
        FloatsAssert.Close(expected, got, maxRelativeError, parameters);
    }
}
