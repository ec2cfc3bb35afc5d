using ILGPU;

namespace MiniConvViz.Kernels.Tests;

/// <summary>Reductions and normalisations.</summary>
internal sealed class NormGpuTests(GpuDescription device) : GpuFixture(device)
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
    public void Amax_NaNAnywhere_Wins([Values(0, 1, 127, 128, 299)] int position)
    {
        float[] input = Floats(300, 1);
        input[position] = float.NaN;
        Assert.That(Reduced(default(AmaxReduction), ReduceGeometry.Create([300], 1u), input)[0], Is.NaN);
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
        AxisGeometry geometry = new() { Outer = outer, Length = length, Inner = inner };
        float[] input = Floats(outer * length * inner, 1);
        float[] weight = Floats(length, 2);
        float[] bias = Floats(length, 3);
        float[] expected = new float[input.Length];
        LayerNormReference.Run(geometry, input, weight, bias, 1e-5f, expected);

        ArrayView<float> outputView = Reserve(input.Length);
        LayerNormGpu.Run(Gpu, geometry, Upload(input), Upload(weight), Upload(bias), 1e-5f, outputView);
        FloatsAssert.Close(expected, Download(outputView), MaxRelativeError, "");
    }

    [TestCase(1, 1, 1, 1)]
    [TestCase(2, 3, 4, 35)]
    [TestCase(1, 5, 1, 400)]
    public void GroupNorm_AwkwardSizes_MatchesReference(int batch, int groups, int groupChannels, int plane)
    {
        GroupNormGeometry geometry = new()
        {
            Batch = batch,
            Groups = groups,
            GroupChannels = groupChannels,
            Plane = plane,
        };
        float[] input = Floats(batch * groups * groupChannels * plane, 1);
        float[] weight = Floats(groups * groupChannels, 2);
        float[] bias = Floats(groups * groupChannels, 3);
        float[] expected = new float[input.Length];
        GroupNormReference.Run(geometry, input, weight, bias, 1e-5f, expected);

        ArrayView<float> outputView = Reserve(input.Length);
        GroupNormGpu.Run(Gpu, geometry, Upload(input), Upload(weight), Upload(bias), 1e-5f, outputView);
        FloatsAssert.Close(expected, Download(outputView), MaxRelativeError, "");
    }

    [TestCase(1, 10, 1, 1f)]
    [TestCase(3, 1000, 1, 30f)]
    [TestCase(2, 5, 7, 100f)]
    public void LogSoftmax_AnyAxis_MatchesReference(int outer, int length, int inner, float scale)
    {
        AxisGeometry geometry = new() { Outer = outer, Length = length, Inner = inner };
        float[] input = [.. Floats(outer * length * inner, 1).Select(x => x * scale)];
        float[] expected = new float[input.Length];
        LogSoftmaxReference.Run(geometry, input, expected);

        ArrayView<float> outputView = Reserve(input.Length);
        LogSoftmaxGpu.Run(Gpu, geometry, Upload(input), outputView);
        FloatsAssert.Close(expected, Download(outputView), MaxRelativeError, "");
    }

    [Test]
    public void ArgMax_EqualNumbersAndNaN_MatchesReference([Values] bool selectLast, [Values(1, 4)] int inner)
    {
        AxisGeometry geometry = new() { Outer = 5, Length = 21, Inner = inner };
        float[] input = [.. Floats(5 * 21 * inner, 1).Select(x => MathF.Round(x * 2))];
        input[17] = float.NaN;
        input[19] = float.NaN;
        float[] expected = new float[5 * inner];
        ArgMaxReference.Run(geometry, selectLast, input, expected);

        ArrayView<float> outputView = Reserve(expected.Length);
        ArgMaxGpu.Run(Gpu, geometry, selectLast, Upload(input), outputView);
        FloatsAssert.Exact(expected, Download(outputView), "");
    }

    [Test]
    public void InvStdDev_Rows_MatchesReference([Values(1, 33, 1000)] int length)
    {
        float[] input = Floats(3 * length, 1);
        float[] expected = new float[3];
        InvStdDevReference.Run(length, input, 1e-5f, expected);

        ArrayView<float> outputView = Reserve(3);
        InvStdDevGpu.Run(Gpu, length, Upload(input), 1e-5f, outputView);
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
