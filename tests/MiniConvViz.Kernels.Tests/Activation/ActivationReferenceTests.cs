namespace MiniConvViz.Kernels.Tests;

/// <summary>
/// The definitions at the values where they are easily got wrong; PyTorch's own numbers are in the goldens.
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
        default(HardsigmoidFunction),
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

    private static void Check<T>(T function, float[] input, float[] expected)
        where T : unmanaged, IActivation
    {
        float[] got = new float[input.Length];
        ActivationReference.Run(function, input, got);
        FloatsAssert.Exact(expected, got, typeof(T).Name);
    }
}
