using ILGPU;

namespace MiniConvViz.Kernels.Tests;

/// <summary>
/// Everything that reduces rows, in both forms: one thread per row, and thread blocks. The form is chosen by the
/// sizes and the device.
/// </summary>
internal sealed class RowReductionGpuTests(GpuDescription device) : GpuFixture(device)
{
    private const float Eps = 1e-5f;

    // Rows, length, inner: around a warp, a block and a round of loads; one row and many; one slice and several;
    // columns around a warp, and fewer.
    private static readonly (int Outer, int Length, int Inner)[] Sizes =
    [
        (1, 1, 1), (70, 1, 1), (300, 3, 1), (1, 31, 1), (5, 32, 1), (33, 33, 1), (1, 255, 1), (2, 256, 1), (3, 257, 1),
        (1, 1000, 1), (17, 1000, 1), (600, 129, 1), (1, 65537, 1), (3, 20011, 1), (2, 17, 5), (1, 1000, 3), (3, 96, 49),
        (1, 21, 33), (2, 2050, 31), (1, 1500, 70),
    ];

    private static IEnumerable<AxisGeometry> Rows => Sizes.Select(
        size => new AxisGeometry { Outer = size.Outer, Length = size.Length, Inner = size.Inner });

    private IEnumerable<RowForm> Forms => Enum.GetValues<RowForm>().Where(form => RowForms.Fits(form, Gpu));

    [Test]
    public void Softmax_EachForm_MatchesReference()
    {
        foreach ((AxisGeometry rows, RowForm form) in Cases())
        {
            float[] input = [.. Input(rows).Select(x => 30 * x)];
            float[] expected = new float[input.Length];
            SoftmaxReference.Run(rows, input, expected);
            float[] got = Normalized(default(SoftmaxNormalization), rows, input, [], form);
            FloatsAssert.Close(expected, got, MaxRelativeError, Describe(rows, form));
        }
    }

    [Test]
    public void LogSoftmax_EachForm_MatchesReference()
    {
        foreach ((AxisGeometry rows, RowForm form) in Cases())
        {
            float[] input = [.. Input(rows).Select(x => 30 * x)];
            float[] expected = new float[input.Length];
            LogSoftmaxReference.Run(rows, input, expected);
            float[] got = Normalized(default(LogSoftmaxNormalization), rows, input, [], form);
            FloatsAssert.Close(expected, got, MaxRelativeError, Describe(rows, form));
        }
    }

    // A mean of 100 has a rounding error of up to 4e-6, and so has every difference from it; deviations are 0.6 and,
    // of three elements, less.
    [TestCase(0f, MaxRelativeError)]
    [TestCase(100f, 3e-5)]
    public void LayerNorm_EachForm_MatchesReference(float offset, double maxRelativeError)
    {
        foreach ((AxisGeometry rows, RowForm form) in Cases())
        {
            float[] input = [.. Input(rows).Select(x => x + offset)];
            float[] weight = Floats(rows.Length, 2);
            float[] expected = new float[input.Length];
            LayerNormReference.Run(rows, input, weight, weight, Eps, expected);
            float[] got = Normalized(MeanVarianceNormalization.Of(Eps), rows, input, weight, form);
            FloatsAssert.Close(expected, got, maxRelativeError, Describe(rows, form));
        }
    }

    [TestCase(2, 3, 4, 35)]
    [TestCase(1, 5, 1, 400)]
    [TestCase(3, 2, 17, 1)]
    [TestCase(1, 2, 3, 7001)]
    public void GroupNorm_EachForm_MatchesReference(int batch, int groups, int groupChannels, int plane)
    {
        GroupNormGeometry geometry = new()
        {
            Batch = batch,
            Groups = groups,
            GroupChannels = groupChannels,
            Plane = plane,
        };
        float[] input = Floats(geometry.Rows * geometry.Length, 1);
        float[] weight = Floats(groups * groupChannels, 2);
        float[] expected = new float[input.Length];
        GroupNormReference.Run(geometry, input, weight, weight, Eps, expected);
        MeanVarianceNormalization normalization = new()
        {
            Groups = groups,
            GroupWeights = groupChannels,
            Plane = plane,
            Eps = Eps,
        };
        AxisGeometry rows = new() { Outer = geometry.Rows, Length = geometry.Length, Inner = 1 };
        foreach (RowForm form in Forms)
        {
            float[] got = Normalized(normalization, rows, input, weight, form);
            FloatsAssert.Close(expected, got, MaxRelativeError, Describe(rows, form));
        }
    }

    [Test]
    public void InvStdDev_EachForm_MatchesReference()
    {
        foreach ((AxisGeometry rows, RowForm form) in Cases().Where(test => test.Rows.Inner == 1))
        {
            float[] input = Input(rows);
            float[] expected = new float[rows.Outer];
            InvStdDevReference.Run(rows.Length, input, Eps, expected);
            ArrayView<float> outputView = Reserve(expected.Length);
            InvStdDevGpu.Run(Gpu, rows.Length, Upload(input), Eps, outputView, form);
            FloatsAssert.Close(expected, Download(outputView), MaxRelativeError, Describe(rows, form));
        }
    }

    [Test]
    public void Reduce_EachForm_MatchesReference()
    {
        foreach ((AxisGeometry rows, RowForm form) in Cases())
        {
            ReduceGeometry geometry = ReduceGeometry.Create([rows.Outer, rows.Length, rows.Inner], 2u);
            float[] input = [.. Input(rows).Select(x => x + 1f)];
            AssertReduces(default(MeanReduction), geometry, input, form, MaxRelativeError);
            AssertReduces(default(SumReduction), geometry, input, form, MaxRelativeError);
            AssertReduces(default(AmaxReduction), geometry, input, form, 0);
        }
    }

    // Two, three and four axes between others; one of them long enough for slices.
    [TestCase(new[] { 3, 5, 70 }, 0b101u)]
    [TestCase(new[] { 3, 4, 5, 6, 7 }, 0b10101u)]
    [TestCase(new[] { 2, 3, 2, 3, 2, 3, 2, 3 }, 0b1010101u)]
    [TestCase(new[] { 2, 3, 2, 3, 2, 3, 2, 3 }, 0b10101010u)]
    [TestCase(new[] { 3, 2, 9001 }, 0b101u)]
    [TestCase(new[] { 4000, 2, 40 }, 0b101u)]
    [TestCase(new[] { 7, 9 }, 0u)]
    public void Reduce_SeveralAxes_EachFormMatchesReference(int[] extents, uint axes)
    {
        ReduceGeometry geometry = ReduceGeometry.Create(extents, axes);
        float[] input = Floats(extents.Aggregate(1, (a, b) => a * b), 1);
        foreach (RowForm form in Forms)
        {
            AssertReduces(default(MeanReduction), geometry, [.. input.Select(x => x + 1f)], form, MaxRelativeError);
            AssertReduces(default(AmaxReduction), geometry, input, form, 0);
        }
    }

    [Test]
    public void ArgMax_EachForm_MatchesReference([Values] bool selectLast)
    {
        foreach ((AxisGeometry rows, RowForm form) in Cases())
        {
            // Few different values, so that the largest occurs several times.
            float[] input = [.. Input(rows).Select(x => MathF.Round(x * 8))];
            AssertArgMax(rows, selectLast, input, form);
            input[input.Length / 2] = float.NaN;
            input[input.Length / 3] = float.NaN;
            AssertArgMax(rows, selectLast, input, form);
            Array.Fill(input, float.NegativeInfinity);
            AssertArgMax(rows, selectLast, input, form);
        }
    }

    [Test]
    public void Amax_NaNAnywhere_Wins([Values(0, 1, 31, 32, 255, 256, 1023, 1024, 20_000, 40_000)] int position)
    {
        float[] input = Floats(40_001, 1);
        input[position] = float.NaN;
        input[(position + 77) % input.Length] = float.PositiveInfinity;
        foreach (RowForm form in Forms)
        {
            AssertReduces(default(AmaxReduction), ReduceGeometry.Create([input.Length], 1u), input, form, 0);
        }
    }

    // A slice whose elements are all -infinity adds nothing; NaN and +infinity make the row NaN, wherever they are.
    [TestCase(float.NegativeInfinity, 0, 15_000)]
    [TestCase(float.NegativeInfinity, 5_000, 30_000)]
    [TestCase(float.NegativeInfinity, 0, 40_000)]
    [TestCase(float.PositiveInfinity, 20_000, 1)]
    [TestCase(float.PositiveInfinity, 0, 40_000)]
    [TestCase(float.NaN, 39_999, 1)]
    public void Softmaxes_SpecialNumbers_MatchReference(float special, int first, int count)
    {
        AxisGeometry rows = new() { Outer = 1, Length = 40_000, Inner = 1 };
        float[] input = Input(rows);
        Array.Fill(input, special, first, count);
        float[] expected = new float[input.Length];
        SoftmaxReference.Run(rows, input, expected);
        float[] expectedLogarithms = new float[input.Length];
        LogSoftmaxReference.Run(rows, input, expectedLogarithms);
        foreach (RowForm form in Forms)
        {
            float[] got = Normalized(default(SoftmaxNormalization), rows, input, [], form);
            FloatsAssert.CloseEach(expected, got, 2e-5, Describe(rows, form));
            got = Normalized(default(LogSoftmaxNormalization), rows, input, [], form);
            FloatsAssert.CloseEach(expectedLogarithms, got, 2e-5, Describe(rows, form));
        }
    }

    [Test]
    public void LayerNorm_TheSameNumberEverywhere_IsTheBias([Values(0f, -3f, 1e6f)] float number)
    {
        AxisGeometry rows = new() { Outer = 2, Length = 20_000, Inner = 1 };
        float[] input = new float[rows.Outer * rows.Length];
        Array.Fill(input, number);
        float[] weight = Floats(rows.Length, 2);
        foreach (RowForm form in Forms)
        {
            float[] got = Normalized(MeanVarianceNormalization.Of(Eps), rows, input, weight, form);
            FloatsAssert.Close([.. weight, .. weight], got, 1e-6, Describe(rows, form));
        }
    }

    [Test]
    public void EachForm_SecondTime_GivesTheSameBits()
    {
        foreach ((AxisGeometry rows, RowForm form) in Cases())
        {
            float[] input = Input(rows);
            float[] weight = Floats(rows.Length, 2);
            string parameters = Describe(rows, form);
            float[] Norm() => Normalized(MeanVarianceNormalization.Of(Eps), rows, input, weight, form);
            float[] Softmax() => Normalized(default(SoftmaxNormalization), rows, input, [], form);
            float[] Sum() => Reduced(
                default(SumReduction), ReduceGeometry.Create([rows.Outer, rows.Length, rows.Inner], 2u), input, form);
            FloatsAssert.Exact(Norm(), Norm(), parameters);
            FloatsAssert.Exact(Softmax(), Softmax(), parameters);
            FloatsAssert.Exact(Sum(), Sum(), parameters);
        }
    }

    [Test]
    public void Normalization_OutputThatIsTheInput_HasTheSameBits()
    {
        foreach ((AxisGeometry rows, RowForm form) in Cases())
        {
            float[] input = Input(rows);
            ArrayView<float> view = Upload(input);
            RowNormalizationGpu.Run(Gpu, default(SoftmaxNormalization), rows, view, default, default, view, form);
            float[] expected = Normalized(default(SoftmaxNormalization), rows, input, [], form);
            FloatsAssert.Exact(expected, Download(view), Describe(rows, form));
        }
    }

    private static float[] Input(AxisGeometry rows) => Floats(rows.Positions * rows.Length, 1);

    private static string Describe(AxisGeometry rows, RowForm form) =>
        $"{form}, [{rows.Outer},{rows.Length},{rows.Inner}]";

    private IEnumerable<(AxisGeometry Rows, RowForm Form)> Cases() =>
        from rows in Rows
        from form in Forms
        select (rows, form);

    private float[] Normalized<T>(T normalization, AxisGeometry rows, float[] input, float[] weight, RowForm form)
        where T : unmanaged, IRowNormalization
    {
        ArrayView<float> outputView = Reserve(input.Length);
        ArrayView<float> weightView = Upload(weight);
        RowNormalizationGpu.Run(Gpu, normalization, rows, Upload(input), weightView, weightView, outputView, form);
        return Download(outputView);
    }

    private float[] Reduced<T>(T reduction, ReduceGeometry geometry, float[] input, RowForm form)
        where T : unmanaged, IReduction
    {
        ArrayView<float> outputView = Reserve(geometry.Kept.Count);
        ReduceGpu.Run(Gpu, reduction, geometry, Upload(input), outputView, form);
        return Download(outputView);
    }

    private void AssertReduces<T>(
        T reduction, ReduceGeometry geometry, float[] input, RowForm form, double maxRelativeError)
        where T : unmanaged, IReduction
    {
        float[] expected = new float[geometry.Kept.Count];
        ReduceReference.Run(reduction, geometry, input, expected);
        float[] got = Reduced(reduction, geometry, input, form);
        string parameters = $"{typeof(T).Name}, {form}, {input.Length} -> {expected.Length}";
        if (maxRelativeError == 0)
        {
            FloatsAssert.Exact(expected, got, parameters);
        }
        else
        {
            FloatsAssert.Close(expected, got, maxRelativeError, parameters);
        }
    }

    private void AssertArgMax(AxisGeometry rows, bool selectLast, float[] input, RowForm form)
    {
        float[] expected = new float[rows.Positions];
        ArgMaxReference.Run(rows, selectLast, input, expected);
        ArrayView<float> outputView = Reserve(expected.Length);
        ArgMaxGpu.Run(Gpu, rows, selectLast, Upload(input), outputView, form);
        FloatsAssert.Exact(expected, Download(outputView), Describe(rows, form));
    }
}
