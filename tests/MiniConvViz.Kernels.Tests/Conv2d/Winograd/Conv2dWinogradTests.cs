namespace MiniConvViz.Kernels.Tests;

/// <summary>Winograd's algorithms against their definition, and against <see cref="Conv2dReference"/>.</summary>
[Category("InstructionSets")]
[TestFixture(typeof(Winograd2x2))]
[TestFixture(typeof(Winograd4x4))]
internal sealed class Conv2dWinogradTests<TTile>
    where TTile : unmanaged, IWinogradTile
{
    private const double MaxRelativeError = 5e-6;

    private static readonly ClampRange[] Clamps = [ClampRange.None, ClampRange.ReLU, new(-0.5f, 0.25f)];

    [Test]
    public void Definition_OneTile_IsTheConvolution()
    {
        Random random = new(1);
        double[,] filter = RandomMatrix(random, 3);
        double[,] inputs = RandomMatrix(random, TTile.Inputs);
        double[,] filterValues = Winograd.Transform(TTile.FilterMatrix, filter);
        double[,] inputValues = Winograd.Transform(TTile.InputMatrix, inputs);
        double[,] products = new double[TTile.Inputs, TTile.Inputs];
        for (int e = 0; e < TTile.Inputs * TTile.Inputs; e++)
        {
            (int i, int j) = Math.DivRem(e, TTile.Inputs);
            products[i, j] = filterValues[i, j] * inputValues[i, j];
        }

        double[,] outputs = Winograd.Transform(TTile.OutputMatrix, products);
        for (int y = 0; y < TTile.Outputs; y++)
        {
            for (int x = 0; x < TTile.Outputs; x++)
            {
                double expected = 0;
                for (int tap = 0; tap < 9; tap++)
                {
                    expected += filter[tap / 3, tap % 3] * inputs[y + (tap / 3), x + (tap % 3)];
                }

                Assert.That(outputs[y, x], Is.EqualTo(expected).Within(1e-12), $"output {y}, {x}");
            }
        }
    }

    [Test]
    public void Filters_OfALayer_AreThoseOfTheDefinition()
    {
        float[] weight = Numbers.Random(3 * 5 * 9, 1);
        float[] filters = new float[TTile.Inputs * TTile.Inputs * 16 * 16];
        WinogradFilters.Transform<TTile>(3, 5, weight, 16, 16, filters);
        double[,] taps = new double[3, 3];
        for (int filter = 0; filter < 15; filter++)
        {
            for (int tap = 0; tap < 9; tap++)
            {
                taps[tap / 3, tap % 3] = weight[(filter * 9) + tap];
            }

            double[,] expected = Winograd.Transform(TTile.FilterMatrix, taps);
            for (int e = 0; e < TTile.Inputs * TTile.Inputs; e++)
            {
                float got = filters[(((e * 16) + (filter / 5)) * 16) + (filter % 5)];
                double value = expected[e / TTile.Inputs, e % TTile.Inputs];
                Assert.That(got, Is.EqualTo(value).Within(1e-6), $"filter {filter}, value {e}");
            }
        }
    }

    [TestCaseSource(typeof(LaneCases), nameof(LaneCases.Forms))]
    public void Run_AwkwardShapes_MatchesReference(object form)
    {
        using CpuWorkers workers = new(2);
        int seed = 0;
        foreach (Conv2dGeometry geometry in Geometries())
        {
            foreach (bool hasResidual in new[] { false, true })
            {
                ClampRange clamp = Clamps[seed % Clamps.Length];
                Conv2dCase data = new(geometry, hasResidual, seed);
                string parameters = $"{form}, {Conv2dCases.Describe(geometry)}, {hasResidual}, {clamp}, seed {seed++}";
                float[] got = Run(workers, (LaneForm)form, geometry, data, clamp);
                FloatsAssert.Close(data.RunReference(clamp), got, MaxRelativeError, parameters);
            }
        }
    }

    [TestCase(64, 2, 3)]
    [TestCase(256, 2, 3)]
    [TestCase(512, 2, 3)]
    public void Run_RectifiedInput_IsWithinAFewRoundingsOfPlainSums(int channels, int batch, int threads)
    {
        using CpuWorkers workers = new(threads);
        Conv2dGeometry geometry = Conv2dCases.Create((batch, channels, 14, 14), 32, (3, 3), padding: (1, 1));
        Conv2dCase data = new(geometry, hasResidual: false, seed: 4);
        for (int i = 0; i < data.Input.Length; i++)
        {
            data.Input[i] = Math.Max(data.Input[i], 0f);
        }

        float[] got = Run(workers, LaneForms.Best, geometry, data, ClampRange.None);
        double bound = TTile.Outputs == 2 ? 0.5e-6 : 2.5e-6;
        FloatsAssert.Close(data.RunReference(ClampRange.None), got, bound, $"{channels} channels");
    }

    [Test]
    public void Run_ManyTiles_AreDoneInChunks()
    {
        // 36 * (32 + 32) floats for each of 1024 tiles are more than one chunk.
        using CpuWorkers workers = new(2);
        Conv2dGeometry geometry = Conv2dCases.Create((1, 20, 127, 126), 17, (3, 3), padding: (1, 1));
        Conv2dCase data = new(geometry, hasResidual: true, seed: 4);
        float[] got = Run(workers, LaneForms.Best, geometry, data, ClampRange.ReLU);
        FloatsAssert.Close(data.RunReference(ClampRange.ReLU), got, MaxRelativeError, "chunks");
    }

    [Test]
    public void Run_AnyNumberOfThreads_GivesTheSameBits()
    {
        foreach (Conv2dGeometry geometry in Geometries())
        {
            Conv2dCase data = new(geometry, hasResidual: true, seed: 7);
            float[]? expected = null;
            foreach (int threads in new[] { 1, 2, 3, 5 })
            {
                using CpuWorkers workers = new(threads);
                float[] got = Run(workers, LaneForms.Best, geometry, data, ClampRange.None);
                expected ??= got;
                FloatsAssert.Exact(expected, got, $"{threads} threads, {Conv2dCases.Describe(geometry)}");
            }
        }
    }

    [Test]
    public void Run_NaNInput_SpoilsWhatReadsItAndNothingOutsideItsTiles()
    {
        using CpuWorkers workers = new(2);
        Conv2dGeometry geometry = Conv2dCases.Create((2, 20, 13, 14), 17, (3, 3), padding: (1, 1));
        Conv2dCase data = new(geometry, hasResidual: false, seed: 3);
        const int Pixel = (6 * 14) + 7;
        data.Input[(20 * 13 * 14) + (3 * 13 * 14) + Pixel] = float.NaN; // image 1, channel 3, y 6, x 7
        float[] got = Run(workers, LaneForms.Best, geometry, data, ClampRange.ReLU6);
        for (int i = 0; i < got.Length; i++)
        {
            (int plane, int pixel) = Math.DivRem(i, 13 * 14);
            (int y, int x) = Math.DivRem(pixel, 14);
            bool isInItsWindow = plane >= 17 && Math.Abs(y - 6) <= 1 && Math.Abs(x - 7) <= 1;
            bool isInItsTile = plane >= 17 && TileReads(y, 6) && TileReads(x, 7);
            Assert.That(float.IsNaN(got[i]) || !isInItsWindow, $"plane {plane}, y {y}, x {x}: {got[i]}");
            Assert.That(float.IsFinite(got[i]) || isInItsTile, $"plane {plane}, y {y}, x {x}: {got[i]}");
        }

        static bool TileReads(int output, int input)
        {
            int first = (output / TTile.Outputs * TTile.Outputs) - 1;
            return input >= first && input < first + TTile.Inputs;
        }
    }

    [Test]
    public void Run_SecondCall_AllocatesNothing()
    {
        using CpuWorkers workers = new(2);
        Conv2dGeometry geometry = Conv2dCases.Create((2, 20, 13, 14), 17, (3, 3), padding: (1, 1));
        Conv2dCase data = new(geometry, hasResidual: false, seed: 3);
        Conv2dWinogradWeights<TTile> weights = Conv2dWinogradWeights<TTile>.Pack(geometry, data.Weight, data.Bias);
        float[] input = LaneCases.ToBlocks(2, 20, 13 * 14, data.Input);
        float[] output = new float[ChannelBlocks.Floats(2, 17, 13 * 14)];
        AllocationAssert.SecondCallAllocatesNothing(
            () => weights.Run(workers, geometry, input, [], ClampRange.ReLU, output), "winograd");
    }

    private static IEnumerable<Conv2dGeometry> Geometries()
    {
        foreach (Conv2dGeometry geometry in Conv2dCases.Awkward().Where(g => Winograd.Takes(g)))
        {
            yield return geometry;
        }

        foreach (int size in new[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 17 })
        {
            yield return Conv2dCases.Create((2, 18, size, size + 1), 33, (3, 3), padding: (1, 1));
            yield return Conv2dCases.Create((1, 16, size + 2, size + 3), 16, (3, 3));
            yield return Conv2dCases.Create((1, 33, size, size), 5, (3, 3), padding: (2, 2));
        }
    }

    /// <summary>Padding lanes of the input are NaN, and elements that the kernel fails to write stay NaN.</summary>
    private static float[] Run(
        CpuWorkers workers, LaneForm form, Conv2dGeometry geometry, Conv2dCase data, ClampRange clamp)
    {
        int pixels = geometry.OutHeight * geometry.OutWidth;
        float[] output = new float[ChannelBlocks.Floats(geometry.Batch, geometry.OutChannels, pixels)];
        Array.Fill(output, float.NaN);
        Conv2dWinogradWeights<TTile>.Pack(geometry, data.Weight, data.Bias).Run(
            form,
            workers,
            geometry,
            LaneCases.ToBlocks(geometry.Batch, geometry.InChannels, geometry.InHeight * geometry.InWidth, data.Input),
            data.Residual.Length == 0 ? []
                : LaneCases.ToBlocks(geometry.Batch, geometry.OutChannels, pixels, data.Residual),
            clamp,
            output);
        return LaneCases.ToPlain(geometry.Batch, geometry.OutChannels, pixels, output);
    }

    private static double[,] RandomMatrix(Random random, int size)
    {
        double[,] matrix = new double[size, size];
        for (int i = 0; i < size * size; i++)
        {
            matrix[i / size, i % size] = random.NextDouble() - 0.3;
        }

        return matrix;
    }
}
