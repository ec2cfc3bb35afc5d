using System.Numerics;
using CsCheck;

namespace MiniConvViz.Kernels.Tests;

/// <summary>
/// One test body for every activation: vectors and the GPU's float version against the definition in double.
/// </summary>
[TestFixture(typeof(ReLUFunction), 0.0)]
[TestFixture(typeof(ReLU6Function), 0.0)]
[TestFixture(typeof(LeakyReLUFunction), 0.0)]
[TestFixture(typeof(HardsigmoidFunction), 3e-7)]
[TestFixture(typeof(HardswishFunction), 3e-7)]
[TestFixture(typeof(SigmoidFunction), 3e-7)]
[TestFixture(typeof(SiLUFunction), 3e-7)]
[TestFixture(typeof(TanhFunction), 3e-7)]
[TestFixture(typeof(Expm1Function), 4e-7)]
[TestFixture(typeof(ELUFunction), 4e-7)]
[TestFixture(typeof(CELUFunction), 4e-7)]
[TestFixture(typeof(SELUFunction), 4e-7)]
[TestFixture(typeof(SoftplusFunction), 4e-7)]
[TestFixture(typeof(LogSigmoidFunction), 4e-7)]
[TestFixture(typeof(MishFunction), 5e-7)]
[TestFixture(typeof(ErfFunction), 3e-7)]
[TestFixture(typeof(SoftsignFunction), 3e-7)]
[TestFixture(typeof(ExpFunction), 3e-7)]
[TestFixture(typeof(SqrtFunction), 0.0)]
[TestFixture(typeof(ReciprocalFunction), 0.0)]
[TestFixture(typeof(AbsFunction), 0.0)]
[TestFixture(typeof(NegFunction), 0.0)]
[TestFixture(typeof(ClampFunction), 0.0)]
[TestFixture(typeof(ToIntFunction), 0.0)]
[TestFixture(typeof(ToBoolFunction), 0.0)]
public class ActivationTests<T>(double maxRelativeError)
    where T : unmanaged, IActivation
{
    // The others have no parameters.
    private static readonly object[] Parametrised =
    [
        new LeakyReLUFunction(0.2f), HardsigmoidFunction.PyTorch, new ELUFunction(1.5f), new CELUFunction(0.5f),
        new SoftplusFunction(2f, 20f), new ClampFunction(-0.5f, 0.25f),
    ];

    private static readonly T Function = Parametrised.OfType<T>().FirstOrDefault();

    [TestCaseSource(typeof(Numbers), nameof(Numbers.Lengths))]
    public void Simd_AnyLength_MatchesReference(int length)
    {
        float[] input = Numbers.Random(length, length, scale: 8f);
        Check(input, Simd(2, input), $"{typeof(T).Name}, length {length}");
    }

    [Test]
    public void Simd_SpecialValues_MatchReference()
    {
        float[] input = Numbers.RandomWithSpecial(3001, 5);
        Check(input, Simd(2, input), typeof(T).Name);
    }

    [Test]
    public void Float_SpecialValues_MatchReference()
    {
        float[] input = Numbers.RandomWithSpecial(3001, 6);
        Check(input, [.. input.Select(x => Function.Apply(x))], typeof(T).Name);
    }

    [Test]
    public void Forms_AnyNumber_MatchReference() =>
        Gen.Float.Sample(x =>
        {
            Vector<float> vector = Function.Apply(Vector.Create(x));
            Check([x, x], [vector[0], Function.Apply(x)], $"{typeof(T).Name}({x:R}): vector, float");
        });

    [Test]
    public void Forms_NearZero_MatchReference() =>
        Gen.Float[-1f, 1f].Sample(x =>
        {
            Vector<float> vector = Function.Apply(Vector.Create(x));
            Check([x, x], [vector[0], Function.Apply(x)], $"{typeof(T).Name}({x:R}): vector, float");
        });

    [Test]
    public void Simd_OneNumberAtEveryPosition_GivesTheSameBits()
    {
        float[] input = new float[(3 * Vector<float>.Count) - 1];
        Array.Fill(input, -0.7310586f);
        float[] output = Simd(1, input);
        Assert.That(output, Is.All.EqualTo(output[0]));
    }

    [Test]
    public void Simd_InPlace_GivesTheSameBits()
    {
        float[] input = Numbers.RandomWithSpecial(333, 7);
        float[] expected = Simd(1, input);
        using CpuWorkers workers = new(2);
        ActivationSimd.Run(workers, Function, input, input);
        FloatsAssert.Exact(expected, input, typeof(T).Name);
    }

    [Test]
    public void Simd_AnyNumberOfThreads_GivesTheSameBits()
    {
        float[] input = Numbers.RandomWithSpecial(100_003, 8);
        SimdRun.AssertThreadsChangeNothing(
            input.Length, (workers, output) => ActivationSimd.Run(workers, Function, input, output), typeof(T).Name);
    }

    [Test]
    public void Simd_SecondCall_AllocatesNothing()
    {
        float[] input = Numbers.Random(40_001, 9);
        SimdRun.AssertSecondCallAllocatesNothing(
            input.Length, (workers, output) => ActivationSimd.Run(workers, Function, input, output));
    }

    private void Check(float[] input, float[] got, string parameters)
    {
        float[] expected = new float[input.Length];
        ActivationReference.Run(Function, input, expected);
        FloatsAssert.CloseEach(expected, got, maxRelativeError, parameters);
    }

    private static float[] Simd(int threads, float[] input) => SimdRun.Output(
        threads, input.Length, (workers, output) => ActivationSimd.Run(workers, Function, input, output));
}
