using ILGPU;

namespace MiniConvViz.Kernels.Tests;

internal sealed class ConvTranspose2dGpuTests(GpuDescription device) : GpuFixture(device)
{
    [Test]
    public void Run_AwkwardShapes_MatchesReference()
    {
        foreach (ConvTranspose2dGeometry geometry in ConvTranspose2dCases.Awkward())
        {
            float[] expected = ConvTranspose2dCases.Reference(geometry);
            ArrayView<float> outputView = Reserve(expected.Length);
            ConvTranspose2dGpu.Run(
                Gpu,
                geometry,
                Upload(ConvTranspose2dCases.Input(geometry)),
                Upload(ConvTranspose2dCases.Weight(geometry)),
                Upload(ConvTranspose2dCases.Bias(geometry)),
                outputView);
            FloatsAssert.Close(
                expected, Download(outputView), MaxRelativeError, ConvTranspose2dCases.Describe(geometry));
        }
    }
}
