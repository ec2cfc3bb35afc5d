using ILGPU;

namespace MiniConvViz.Kernels.Tests;

/// <summary>
/// The whole kernels for tensor cores: tiles, borders, epilogue and the order of all values. Devices without tensor
/// cores use <see cref="EmulatedTensorCore"/>.
/// </summary>
internal sealed class TensorCoreTests(GpuDescription device) : GpuFixture(device)
{
    private static readonly ClampRange[] Clamps = [ClampRange.None, ClampRange.ReLU, new(-0.5f, 0.25f)];

    private static readonly Conv2dGpuForm[] Forms =
        [Conv2dGpuForm.TensorCores, Conv2dGpuForm.TensorCores64, Conv2dGpuForm.TensorCoresSplit64];

    // Fewer steps than stretches, as many, one more than a multiple; an odd number that is no multiple of four.
    private static readonly int[] Stretches = [1, 2, 3, 9, 40];

    [Test]
    public void Convolution_AwkwardShapes_IsTheReferenceOnRoundedNumbers(
        [ValueSource(nameof(Forms))] Conv2dGpuForm form, [Values] bool hasResidual)
    {
        int seed = 0;
        foreach (Conv2dGeometry geometry in Conv2dCases.Awkward().Concat(Conv2dCases.AroundBlocks()).Where(CanRun))
        {
            ClampRange clamp = Clamps[seed % Clamps.Length];
            Conv2dCase data = new(geometry, hasResidual, seed++);
            float[] got = Run(form, geometry, data, clamp);
            Round(data.Input);
            Round(data.Weight);
            string parameters = $"{Conv2dCases.Describe(geometry)}, {clamp}, seed {seed - 1}";
            FloatsAssert.Close(data.RunReference(clamp), got, MaxErrorOfSums, parameters);
        }
    }

    [Test]
    public void Convolution_OfUnroundedNumbers_KeepsTenDigits([ValueSource(nameof(Forms))] Conv2dGpuForm form)
    {
        foreach (Conv2dGeometry geometry in Conv2dCases.Awkward().Where(CanRun))
        {
            Conv2dCase data = new(geometry, hasResidual: false, seed: 11);
            float[] got = Run(form, geometry, data, ClampRange.None);
            FloatsAssert.Close(
                data.RunReference(ClampRange.None), got, Tf32.RoundingError, Conv2dCases.Describe(geometry));
        }
    }

    [Test]
    public void Convolution_OfNaN_PassesThroughClamp([ValueSource(nameof(Forms))] Conv2dGpuForm form)
    {
        foreach (Conv2dGeometry geometry in Conv2dCases.Awkward().Take(6).Where(CanRun))
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
    public void Convolution_AnyNumberOfStretches_IsTheReferenceOnRoundedNumbers(
        [ValueSource(nameof(Stretches))] int stretches)
    {
        int seed = 20;
        foreach (Conv2dGeometry geometry in Conv2dCases.Awkward().Where(CanRun))
        {
            Conv2dCase data = new(geometry, hasResidual: seed % 2 == 0, seed++);
            float[] got = Run(Conv2dGpuForm.TensorCoresSplit64, geometry, data, ClampRange.ReLU, stretches);
            Round(data.Input);
            Round(data.Weight);
            string parameters = $"{Conv2dCases.Describe(geometry)}, {stretches} stretches, seed {seed - 1}";
            FloatsAssert.Close(data.RunReference(ClampRange.ReLU), got, MaxErrorOfSums, parameters);
        }
    }

    // ILGPU's emulated accelerator allows blocks of two threads.
    private bool CanRun(Conv2dGeometry geometry) =>
        Gpu.CanRunGroups(Conv2dGpuTensorCores.Threads, Conv2dGpuTensorCores.SharedBytes)
        && !(IsPtx && Conv2dCases.IsLarge(geometry));

    // The hardware truncates sums; all others round.
    private double MaxErrorOfSums => Gpu.Description.HasTensorCores && !IsPtx ? 4 * MaxRelativeError : MaxRelativeError;

    private static void Round(float[] numbers)
    {
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = Tf32.Round(numbers[i]);
        }
    }

    private float[] Run(
        Conv2dGpuForm form, Conv2dGeometry geometry, Conv2dCase data, ClampRange clamp, int stretches = 3)
    {
        Conv2dGpuOperands operands = new(
            Upload(data.Input),
            Upload(Conv2dGpuForms.Pack(form, geometry, data.Weight)),
            Upload(data.Bias),
            Upload(data.Residual),
            clamp,
            Reserve(data.OutputLength));
        if (Gpu.Description.HasTensorCores)
        {
            Run<CudaTensorCore>(form, geometry, operands, stretches);
        }
        else
        {
            Run<EmulatedTensorCore>(form, geometry, operands, stretches);
        }

        return Download(operands.Output);
    }

    private void Run<TCore>(
        Conv2dGpuForm form, in Conv2dGeometry geometry, in Conv2dGpuOperands operands, int stretches)
        where TCore : struct, ITensorCore
    {
        switch (form)
        {
            case Conv2dGpuForm.TensorCores:
                Conv2dGpuTensorCores.Run<TCore>(Gpu, geometry, operands);
                break;
            case Conv2dGpuForm.TensorCores64:
                Conv2dGpuTensorCores64.Run<TCore>(Gpu, geometry, operands);
                break;
            default:
                Conv2dGpuTensorCoresSplit64.Run<TCore>(Gpu, geometry, operands, stretches);
                break;
        }
    }
}
