namespace MiniConvViz.Kernels.Tests;

public class ConvTranspose2dSimdTests
{
    private const double MaxRelativeError = 2e-6;

    [Test]
    public void Run_AwkwardShapes_MatchesReference()
    {
        using CpuWorkers workers = new(2);
        foreach (ConvTranspose2dGeometry geometry in ConvTranspose2dCases.Awkward())
        {
            float[] expected = ConvTranspose2dCases.Reference(geometry);
            float[] got = SimdRun.Output(workers, expected.Length, Kernel(geometry));
            FloatsAssert.Close(expected, got, MaxRelativeError, ConvTranspose2dCases.Describe(geometry));
        }
    }

    [Test]
    public void Run_AnyNumberOfThreads_GivesTheSameBits()
    {
        foreach (ConvTranspose2dGeometry geometry in ConvTranspose2dCases.Awkward())
        {
            SimdRun.AssertThreadsChangeNothing(
                ConvTranspose2dCases.OutputLength(geometry), Kernel(geometry), ConvTranspose2dCases.Describe(geometry));
        }
    }

    [Test]
    public void Run_SecondCall_AllocatesNothing()
    {
        foreach (ConvTranspose2dGeometry geometry in ConvTranspose2dCases.Awkward())
        {
            SimdRun.AssertSecondCallAllocatesNothing(ConvTranspose2dCases.OutputLength(geometry), Kernel(geometry));
        }
    }

    private static SimdRun.Kernel Kernel(ConvTranspose2dGeometry geometry)
    {
        float[] input = ConvTranspose2dCases.Input(geometry);
        ConvTranspose2dPackedWeights weights = ConvTranspose2dPackedWeights.Pack(
            ConvTranspose2dCases.Weight(geometry),
            ConvTranspose2dCases.Bias(geometry),
            geometry.InChannels,
            geometry.GroupOutChannels,
            geometry.Taps,
            geometry.Groups);
        return (workers, output) => ConvTranspose2dSimd.Run(workers, geometry, input, weights, output);
    }
}
