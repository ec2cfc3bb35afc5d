namespace MiniConvViz.Kernels.Tests;

/// <summary>
/// The definitions at values at which mistakes are likely; PyTorch's own results are in the goldens.
/// </summary>
public class ActivationReferenceTests
{
    [Test]
    public void ReLU_NaNAndInfinity_AsPyTorch() => Check(
        default(ReLUFunction),
        [-1f, 0f, 2f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, -float.Epsilon, float.Epsilon],
        [0f, 0f, 2f, float.NaN, float.PositiveInfinity, 0f, 0f, float.Epsilon]);

    [Test]
    public void ReLU_NegativeZero_KeepsItsSign()
    {
        float[] output = new float[1];
        ActivationReference.Run(default(ReLUFunction), [-0f], output);
        Assert.That(float.IsNegative(output[0]));
    }

    [Test]
    public void ReLU6_BothEnds_Clamp() => Check(
        default(ReLU6Function),
        [-1f, 3f, 6f, 7f, float.PositiveInfinity, float.NegativeInfinity, float.NaN],
        [0f, 3f, 6f, 6f, 6f, 0f, float.NaN]);

    [Test]
    public void LeakyReLU_NegativeSide_IsScaled() => Check(
        new LeakyReLUFunction(0.5f),
        [-2f, 0f, 2f, float.NegativeInfinity, float.NaN],
        [-1f, 0f, 2f, float.NegativeInfinity, float.NaN]);

    [Test]
    public void Hardsigmoid_Breakpoints_AreExact() => Check(
        HardsigmoidFunction.PyTorch,
        [-4f, -3f, 0f, 3f, 4f, float.NegativeInfinity, float.PositiveInfinity, float.NaN],
        [0f, 0f, 0.5f, 1f, 1f, 0f, 1f, float.NaN]);

    [Test]
    public void Hardswish_Breakpoints_AreExact() => Check(
        default(HardswishFunction),
        [-4f, -3f, 0f, 3f, 4f, 3e38f, float.NegativeInfinity, float.PositiveInfinity, float.NaN],
        [0f, 0f, 0f, 3f, 4f, 3e38f, float.NaN, float.PositiveInfinity, float.NaN]);

    [Test]
    public void Sigmoid_FarOut_Saturates() => Check(
        default(SigmoidFunction),
        [-1000f, 0f, 1000f, float.NegativeInfinity, float.PositiveInfinity, float.NaN],
        [0f, 0.5f, 1f, 0f, 1f, float.NaN]);

    [Test]
    public void SiLU_FarOut_AsPyTorch() => Check(
        default(SiLUFunction),
        [-1000f, 0f, 1000f, float.NegativeInfinity, float.PositiveInfinity, float.NaN],
        [0f, 0f, 1000f, float.NaN, float.PositiveInfinity, float.NaN]);

    [Test]
    public void Tanh_FarOut_Saturates() => Check(
        default(TanhFunction),
        [-1000f, 0f, 1000f, float.NegativeInfinity, float.PositiveInfinity, float.NaN, 1e-40f],
        [-1f, 0f, 1f, -1f, 1f, float.NaN, 1e-40f]);

    [Test]
    public void Hardsigmoid_AlphaAndBeta_AsOnnx() => Check(
        new HardsigmoidFunction(0.25f, 0.5f),
        [-3f, -2f, -1f, 0f, 2f, 3f, float.NegativeInfinity, float.PositiveInfinity, float.NaN],
        [0f, 0f, 0.25f, 0.5f, 1f, 1f, 0f, 1f, float.NaN]);

    [Test]
    public void ELU_FarLeft_IsMinusAlpha() => Check(
        new ELUFunction(0.5f),
        [-1000f, 0f, 2f, float.NegativeInfinity, float.PositiveInfinity, float.NaN, -1e-30f],
        [-0.5f, 0f, 2f, -0.5f, float.PositiveInfinity, float.NaN, -0.5e-30f]);

    [Test]
    public void CELU_FarLeft_IsMinusAlpha() => Check(
        new CELUFunction(0.5f),
        [-1000f, 0f, 2f, float.NegativeInfinity, float.PositiveInfinity, float.NaN, -1e-30f],
        [-0.5f, 0f, 2f, -0.5f, float.PositiveInfinity, float.NaN, -1e-30f]);

    [Test]
    public void SELU_FarLeft_IsMinusScaleTimesAlpha() => Check(
        default(SELUFunction),
        [-1000f, 0f, 1f, float.NegativeInfinity, float.PositiveInfinity, float.NaN],
        [-1.7580993f, 0f, 1.050701f, -1.7580993f, float.PositiveInfinity, float.NaN]);

    [Test]
    public void Softplus_FarOut_IsExponentialAndIdentity() => Check(
        new SoftplusFunction(1f, 20f),
        [-1000f, -50f, 0f, 1000f, 3e38f, float.NegativeInfinity, float.PositiveInfinity, float.NaN],
        [0f, 1.9287499e-22f, 0.6931472f, 1000f, 3e38f, 0f, float.PositiveInfinity, float.NaN]);

    [Test]
    public void LogSigmoid_FarOut_IsIdentityAndZero() => Check(
        default(LogSigmoidFunction),
        [-1000f, 0f, 50f, float.NegativeInfinity, float.PositiveInfinity, float.NaN],
        [-1000f, -0.6931472f, -1.9287499e-22f, float.NegativeInfinity, 0f, float.NaN]);

    [Test]
    public void Mish_FarOut_AsPyTorch() => Check(
        default(MishFunction),
        [-1000f, 0f, 1f, 1000f, float.NegativeInfinity, float.PositiveInfinity, float.NaN],
        [0f, 0f, 0.8650984f, 1000f, float.NaN, float.PositiveInfinity, float.NaN]);

    [TestCase(0)]
    [TestCase(1)]
    public void GELU_FarOut_AsPyTorch(int tanh) => Check(
        new GELUFunction(tanh),
        [-1000f, 0f, 1000f, 3e38f, float.NegativeInfinity, float.PositiveInfinity, float.NaN],
        [0f, 0f, 1000f, 3e38f, float.NaN, float.PositiveInfinity, float.NaN]);

    [Test]
    public void Erf_KnownValues_AreExact() => Check(
        default(ErfFunction),
        [-10f, 0f, 0.5f, 1f, 2f, 4f, float.NegativeInfinity, float.PositiveInfinity, float.NaN, 1e-30f],
        [-1f, 0f, 0.5204999f, 0.8427008f, 0.9953223f, 1f, -1f, 1f, float.NaN, 1.1283791e-30f]);

    [Test]
    public void Softsign_Infinity_IsNaN() => Check(
        default(SoftsignFunction),
        [-3f, 0f, 1f, 3e38f, float.NegativeInfinity, float.PositiveInfinity, float.NaN],
        [-0.75f, 0f, 0.5f, 1f, float.NaN, float.NaN, float.NaN]);

    [Test]
    public void Clamp_LowAboveHigh_GivesHigh() => Check(
        new ClampFunction(3f, -1f),
        [-5f, 0f, 5f, float.NegativeInfinity, float.PositiveInfinity, float.NaN],
        [-1f, -1f, -1f, -1f, -1f, float.NaN]);

    [Test]
    public void Clamp_OneSide_LeavesTheOther() => Check(
        new ClampFunction(0f, float.PositiveInfinity),
        [-5f, 0f, 5f, float.NegativeInfinity, float.PositiveInfinity, float.NaN],
        [0f, 0f, 5f, 0f, float.PositiveInfinity, float.NaN]);

    [Test]
    public void ToInt_CutsTowardsZero() => Check(
        default(ToIntFunction),
        [-2.9f, -0.5f, 0.99999994f, 2.5f, 8388607.5f, 1e15f, float.NegativeInfinity, float.NaN],
        [-2f, 0f, 0f, 2f, 8388607f, 1e15f, float.NegativeInfinity, float.NaN]);

    [Test]
    public void ToBool_OnlyZeroIsFalse() => Check(
        default(ToBoolFunction),
        [-2f, -0f, 0f, 1e-30f, float.NegativeInfinity, float.NaN],
        [1f, 0f, 0f, 1f, 1f, 1f]);

    private static void Check<T>(T function, float[] input, float[] expected)
        where T : unmanaged, IActivation
    {
        float[] got = new float[input.Length];
        ActivationReference.Run(function, input, got);
        FloatsAssert.Exact(expected, got, typeof(T).Name);
    }
}
