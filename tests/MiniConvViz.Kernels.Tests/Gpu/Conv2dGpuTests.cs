using ILGPU;

namespace MiniConvViz.Kernels.Tests;

public sealed class Conv2dGpuTests(GpuDescription device) : GpuFixture(device)
{
    private static readonly ClampRange[] Clamps = [ClampRange.None, ClampRange.ReLU, new(-0.5f, 0.25f)];

    [Test]
    public void Run_AwkwardShapes_MatchesReference([Values] Form form, [Values] bool hasResidual)
    {
        int seed = 0;
        foreach (Conv2dGeometry geometry in Conv2dCases.Awkward())
        {
            ClampRange clamp = Clamps[seed % Clamps.Length];
            Conv2dCase data = new(geometry, hasResidual, seed++);
            string parameters = $"{Conv2dCases.Describe(geometry)}, {clamp}, seed {seed - 1}";
            float[] got = Run(form, geometry, data, clamp);
            FloatsAssert.Close(data.RunReference(clamp), got, MaxRelativeError, parameters);
        }
    }

    [Test]
    public void Run_NaNInput_PassesThroughClamp([Values] Form form)
    {
        foreach (Conv2dGeometry geometry in Conv2dCases.Awkward().Take(6))
        {
            Conv2dCase data = new(geometry, hasResidual: false, seed: 3);
            data.Input[data.Input.Length / 2] = float.NaN;
            Assert.That(
                Run(form, geometry, data, ClampRange.ReLU6).Select(float.IsNaN),
                Is.EqualTo(data.RunReference(ClampRange.ReLU6).Select(float.IsNaN)),
                Conv2dCases.Describe(geometry));
        }
    }

    [Test]
    public void Run_EmptyBatch_LaunchesNothing()
    {
        Conv2dGeometry geometry = Conv2dCases.Create((0, 1, 2, 2), 1, (1, 1));
        ArrayView<float> outputView = Reserve(1);
        Conv2dGpu.Run(Gpu, geometry, default, Upload([1f]), default, default, ClampRange.None, outputView);
        Assert.That(Download(outputView), Is.EqualTo(new[] { Unwritten }));
    }

    private float[] Run(Form form, Conv2dGeometry geometry, Conv2dCase data, ClampRange clamp)
    {
        ArrayView<float> input = Upload(data.Input);
        ArrayView<float> weight = Upload(data.Weight);
        ArrayView<float> bias = Upload(data.Bias);
        ArrayView<float> residual = Upload(data.Residual);
        ArrayView<float> output = Reserve(data.OutputLength);
        switch (form)
        {
            case Form.Chosen:
                Conv2dGpu.Run(Gpu, geometry, input, weight, bias, residual, clamp, output);
                break;
            case Form.Simple:
                Conv2dGpu.RunSimple(Gpu, geometry, input, weight, bias, residual, clamp, output);
                break;
            case Form.Channels:
                Conv2dGpuChannels.Run(Gpu, geometry, input, weight, bias, residual, clamp, output);
                break;
        }

        return Download(output);
    }

    /// <summary>The kernels, and the choice between them.</summary>
    public enum Form
    {
        Chosen,
        Simple,
        Channels,
    }
}
