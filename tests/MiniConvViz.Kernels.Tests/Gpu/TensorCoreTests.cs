using ILGPU;

namespace MiniConvViz.Kernels.Tests;

/// <summary>
/// The whole kernel for tensor cores: tiles, borders, epilogue and the order of all numbers. On devices without tensor
/// cores with <see cref="EmulatedTensorCore"/> in the place of the hardware.
/// </summary>
public sealed class TensorCoreTests(GpuDescription device) : GpuFixture(device)
{
    private static readonly ClampRange[] Clamps = [ClampRange.None, ClampRange.ReLU, new(-0.5f, 0.25f)];

    [Test]
    public void Convolution_AwkwardShapes_IsTheReferenceOnRoundedNumbers([Values] bool hasResidual)
    {
        int seed = 0;
        foreach (Conv2dGeometry geometry in Conv2dCases.Awkward().Concat(Conv2dCases.AroundBlocks()).Where(CanRun))
        {
            ClampRange clamp = Clamps[seed % Clamps.Length];
            Conv2dCase data = new(geometry, hasResidual, seed++);
            float[] got = Run(geometry, data, clamp);
            Round(data.Input);
            Round(data.Weight);
            string parameters = $"{Conv2dCases.Describe(geometry)}, {clamp}, seed {seed - 1}";
            FloatsAssert.Close(data.RunReference(clamp), got, MaxErrorOfSums, parameters);
        }
    }

    [Test]
    public void Convolution_OfUnroundedNumbers_KeepsTenDigits()
    {
        foreach (Conv2dGeometry geometry in Conv2dCases.Awkward().Where(CanRun))
        {
            Conv2dCase data = new(geometry, hasResidual: false, seed: 11);
            float[] got = Run(geometry, data, ClampRange.None);
            FloatsAssert.Close(
                data.RunReference(ClampRange.None), got, Tf32.RoundingError, Conv2dCases.Describe(geometry));
        }
    }

    [Test]
    public void Convolution_OfNaN_PassesThroughClamp()
    {
        foreach (Conv2dGeometry geometry in Conv2dCases.Awkward().Take(6).Where(CanRun))
        {
            Conv2dCase data = new(geometry, hasResidual: false, seed: 3);
            data.Input[data.Input.Length / 2] = float.NaN;
            Assert.That(
                Run(geometry, data, ClampRange.ReLU6).Select(float.IsNaN),
                Is.EqualTo(data.RunReference(ClampRange.ReLU6).Select(float.IsNaN)),
                Conv2dCases.Describe(geometry));
        }
    }

    // ILGPU's emulated accelerator has groups of two.
    private bool CanRun(Conv2dGeometry geometry) =>
        Gpu.CanRunGroups(Conv2dGpuTensorCores.Threads, Conv2dGpuTensorCores.SharedBytes)
        && !(IsPtx && Conv2dCases.IsLarge(geometry));

    // The hardware cuts off what does not fit a sum, where all others round.
    private double MaxErrorOfSums => Gpu.Description.HasTensorCores && !IsPtx ? 4 * MaxRelativeError : MaxRelativeError;

    private static void Round(float[] numbers)
    {
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = Tf32.Round(numbers[i]);
        }
    }

    private float[] Run(Conv2dGeometry geometry, Conv2dCase data, ClampRange clamp)
    {
        Conv2dGpuOperands operands = new(
            Upload(data.Input),
            Upload(Conv2dGpuTensorCores.Pack(geometry, data.Weight)),
            Upload(data.Bias),
            Upload(data.Residual),
            clamp,
            Reserve(data.OutputLength));
        if (Gpu.Description.HasTensorCores)
        {
            Conv2dGpuTensorCores.Run<CudaTensorCore>(Gpu, geometry, operands);
        }
        else
        {
            Conv2dGpuTensorCores.Run<EmulatedTensorCore>(Gpu, geometry, operands);
        }

        return Download(operands.Output);
    }
}
