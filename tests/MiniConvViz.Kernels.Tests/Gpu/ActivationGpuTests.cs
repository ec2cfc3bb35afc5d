using ILGPU;

namespace MiniConvViz.Kernels.Tests;

internal sealed class ActivationGpuTests(GpuDescription device) : GpuFixture(device)
{
    // Values far outside and around every bend; those that are not finite come last.
    private static readonly float[] Special =
    [
        -1000f, -100f, -20f, -6f, -3f, -1f, -0.625f, -1e-3f, -1e-20f, -0f,
        0f, 1e-20f, 1e-3f, 0.625f, 1f, 3f, 6f, 20f, 100f, 1000f, 3e38f,
        float.NaN, float.PositiveInfinity, float.NegativeInfinity,
    ];

    [Test]
    public void ReLU_MatchesReference() => Check(default(ReLUFunction));

    [Test]
    public void ReLU6_MatchesReference() => Check(default(ReLU6Function));

    [Test]
    public void LeakyReLU_MatchesReference() => Check(new LeakyReLUFunction(0.125f));

    [Test]
    public void Sigmoid_MatchesReference() => Check(default(SigmoidFunction));

    [Test]
    public void SiLU_MatchesReference() => Check(default(SiLUFunction));

    [Test]
    public void Tanh_MatchesReference() => Check(default(TanhFunction));

    [Test]
    public void Hardsigmoid_MatchesReference() => Check(HardsigmoidFunction.PyTorch);

    [Test]
    public void Hardswish_MatchesReference() => Check(default(HardswishFunction));

    [Test]
    public void ELU_MatchesReference() => Check(new ELUFunction(1.5f));

    [Test]
    public void CELU_MatchesReference() => Check(new CELUFunction(0.5f));

    [Test]
    public void SELU_MatchesReference() => Check(default(SELUFunction));

    [Test]
    public void Softplus_MatchesReference() => Check(new SoftplusFunction(2f, 6f));

    [Test]
    public void LogSigmoid_MatchesReference() => Check(default(LogSigmoidFunction));

    [Test]
    public void Softsign_MatchesReference() => Check(default(SoftsignFunction));

    [Test]
    public void Mish_MatchesReference() => Check(default(MishFunction));

    [Test]
    public void GELU_MatchesReference() => Check(new GELUFunction(tanh: 0), maxErrorOfInput: 3e-7);

    [Test]
    public void GELUWithTanh_MatchesReference() => Check(new GELUFunction(tanh: 1), maxErrorOfInput: 3e-7);

    [Test]
    public void Erf_MatchesReference() => Check(default(ErfFunction));

    [Test]
    public void Clamp_MatchesReference() => Check(new ClampFunction(-0.5f, 0.25f));

    [Test]
    public void Abs_MatchesReference() => Check(default(AbsFunction));

    [Test]
    public void Neg_MatchesReference() => Check(default(NegFunction));

    [Test]
    public void Sqrt_MatchesReference() => CheckSpecial(default(SqrtFunction));

    [Test]
    public void Exp_MatchesReference() => Check(default(ExpFunction));

    [Test]
    public void Reciprocal_MatchesReference() => Check(default(ReciprocalFunction));

    [Test]
    public void ToInt_MatchesReference() => Check(default(ToIntFunction));

    [Test]
    public void ToBool_MatchesReference() => Check(default(ToBoolFunction));

    private void Check<T>(T function, double maxErrorOfInput = 0.0)
        where T : unmanaged, IActivation
    {
        // Close to zero, where a difference of nearly equal values would cancel, and over the range that networks
        // use.
        foreach (float scale in new[] { 0.01f, 8f })
        {
            float[] input = [.. Floats(1003, 1).Select(x => x * scale)];
            float[] reference = RunReference(function, input);
            FloatsAssert.Close(reference, RunGpu(function, input), MaxRelativeError, $"scale {scale}");
        }

        CheckSpecial(function, maxErrorOfInput);
    }

    private void CheckSpecial<T>(T function, double maxErrorOfInput = 0.0)
        where T : unmanaged, IActivation
    {
        float[] expected = RunReference(function, Special);
        float[] got = RunGpu(function, Special);
        for (int i = 0; i < Special.Length; i++)
        {
            // Subnormal results of an exponential may be flushed to zero.
            double allowed = 1e-36 + (3e-6 * Math.Abs(expected[i])) + (maxErrorOfInput * Math.Abs(Special[i]));
            bool isClose = got[i].Equals(expected[i]) || Math.Abs((double)got[i] - expected[i]) <= allowed;
            Assert.That(isClose, $"{typeof(T).Name}({Special[i]:R}): expected {expected[i]:R}, got {got[i]:R}");
        }
    }

    private static float[] RunReference<T>(T function, float[] input)
        where T : unmanaged, IActivation
    {
        float[] output = new float[input.Length];
        ActivationReference.Run(function, input, output);
        return output;
    }

    private float[] RunGpu<T>(T function, float[] input)
        where T : unmanaged, IActivation
    {
        ArrayView<float> outputView = Reserve(input.Length);
        ActivationGpu.Run(Gpu, function, Upload(input), outputView);
        return Download(outputView);
    }
}
