using ILGPU;

namespace MiniConvViz.Kernels.Tests;

/// <summary>Reductions and normalisations.</summary>
public sealed class NormGpuTests(GpuDescription device) : GpuFixture(device)
{
    [Test]
    public void Reduce_AnyAxes_MatchesReference([Range(0, 15)] int axes)
    {
        ReduceGeometry geometry = ReduceGeometry.Create([2, 3, 5, 7], (uint)axes);
        float[] input = Floats(210, 1);
        FloatsAssert.Close(
            Reference(default(MeanReduction), geometry, input),
            Reduced(default(MeanReduction), geometry, input),
            MaxRelativeError,
            "mean");
        input[17] = float.NaN;
        FloatsAssert.Exact(
            Reference(default(AmaxReduction), geometry, input),
            Reduced(default(AmaxReduction), geometry, input),
            "amax");
    }

    [Test]
    public void Sum_HundredThousandNumbers_KeepsItsDigits()
    {
        float[] input = new float[100_000];
        Array.Fill(input, 0.1f);
        float[] sum = Reduced(default(SumReduction), ReduceGeometry.Create([input.Length], 1u), input);
        // Added up one after the other in float, they give 9998.557.
        Assert.That(sum[0], Is.EqualTo(10_000f).Within(0.2f));
    }

    [TestCase(1, 1, 1)]
    [TestCase(3, 33, 1)]
    [TestCase(2, 17, 5)]
    [TestCase(1, 1000, 3)]
    public void LayerNorm_AnyAxis_MatchesReference(int outer, int length, int inner)
    {
        LayerNormGeometry geometry = new() { Outer = outer, Length = length, Inner = inner };
        float[] input = Floats(outer * length * inner, 1);
        float[] weight = Floats(length, 2);
        float[] bias = Floats(length, 3);
        float[] expected = new float[input.Length];
        LayerNormReference.Run(geometry, input, weight, bias, 1e-5f, expected);

        ArrayView<float> outputView = Reserve(input.Length);
        LayerNormGpu.Run(Gpu, geometry, Upload(input), Upload(weight), Upload(bias), 1e-5f, outputView);
        FloatsAssert.Close(expected, Download(outputView), MaxRelativeError, "");
    }

    private static float[] Reference<T>(T reduction, ReduceGeometry geometry, float[] input)
        where T : unmanaged, IReduction
    {
        float[] output = new float[geometry.Kept.Count];
        ReduceReference.Run(reduction, geometry, input, output);
        return output;
    }

    private float[] Reduced<T>(T reduction, ReduceGeometry geometry, float[] input)
        where T : unmanaged, IReduction
    {
        ArrayView<float> outputView = Reserve(geometry.Kept.Count);
        ReduceGpu.Run(Gpu, reduction, geometry, Upload(input), outputView);
        return Download(outputView);
    }
}
