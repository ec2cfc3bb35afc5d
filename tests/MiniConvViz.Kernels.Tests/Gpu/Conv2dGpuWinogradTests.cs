using ILGPU;

namespace MiniConvViz.Kernels.Tests;

/// <summary>Winograd's algorithm on a GPU: the tests of <see cref="Conv2dGpuTests"/>, and more.</summary>
internal sealed class Conv2dGpuWinogradTests(GpuDescription device) : GpuFixture(device)
{
    private static readonly ClampRange[] Clamps = [ClampRange.None, ClampRange.ReLU, new(-0.5f, 0.25f)];

    private static IEnumerable<Conv2dGpuForm> Forms => [Conv2dGpuForm.Winograd, Conv2dGpuForm.WinogradRegisters];

    [Test]
    public void Run_MapsAroundTiles_MatchesReference([ValueSource(nameof(Forms))] Conv2dGpuForm form)
    {
        int seed = 0;
        foreach (Conv2dGeometry geometry in Geometries().Where(g => Conv2dGpuForms.Fits(form, Gpu, g)))
        {
            ClampRange clamp = Clamps[seed % Clamps.Length];
            Conv2dCase data = new(geometry, hasResidual: seed % 2 == 0, seed++);
            string parameters = $"{Conv2dCases.Describe(geometry)}, {clamp}, seed {seed - 1}";
            FloatsAssert.Close(
                data.RunReference(clamp), Run(form, geometry, data, clamp), MaxRelativeError, parameters);
        }
    }

    // Twice the error of plain sums in parts: 0.3e-6 for 128 channels, and hardly more for 512.
    [Test]
    public void Run_RectifiedInput_IsWithinAFewRoundingsOfPlainSums(
        [ValueSource(nameof(Forms))] Conv2dGpuForm form, [Values(128, 512)] int channels)
    {
        Conv2dGeometry geometry = Conv2dCases.Create((1, channels, 9, 14), 70, (3, 3), padding: (1, 1));
        if (!Conv2dGpuForms.Fits(form, Gpu, geometry))
        {
            return;
        }

        Conv2dCase data = new(geometry, hasResidual: false, seed: 4);
        for (int i = 0; i < data.Input.Length; i++)
        {
            data.Input[i] = Math.Max(data.Input[i], 0f);
        }

        float[] got = Run(form, geometry, data, ClampRange.None);
        FloatsAssert.Close(data.RunReference(ClampRange.None), got, 1.2e-6, $"{channels} channels");
    }

    [Test]
    public void Run_ManyTiles_AreDoneInChunks([ValueSource(nameof(Forms))] Conv2dGpuForm form)
    {
        Conv2dGeometry geometry = Conv2dCases.Create((2, 5, 37, 46), 6, (3, 3), padding: (1, 1));
        if (Conv2dGpuForms.Fits(form, Gpu, geometry))
        {
            Conv2dCase data = new(geometry, hasResidual: true, seed: 5);
            float[] got = Run(form, geometry, data, ClampRange.ReLU, scratchFloats: 1);
            FloatsAssert.Close(data.RunReference(ClampRange.ReLU), got, MaxRelativeError, "64 of 240 tiles at a time");
        }
    }

    [Test]
    public void Run_NaNInput_SpoilsWhatReadsItAndNothingOutsideItsTiles(
        [ValueSource(nameof(Forms))] Conv2dGpuForm form)
    {
        Conv2dGeometry geometry = Conv2dCases.Create((2, 20, 13, 14), 17, (3, 3), padding: (1, 1));
        if (!Conv2dGpuForms.Fits(form, Gpu, geometry))
        {
            return;
        }

        Conv2dCase data = new(geometry, hasResidual: false, seed: 3);
        const int Pixel = (6 * 14) + 7;
        data.Input[(20 * 13 * 14) + (3 * 13 * 14) + Pixel] = float.NaN; // image 1, channel 3, y 6, x 7
        float[] got = Run(form, geometry, data, ClampRange.ReLU6);
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
            int first = (output / Winograd4x4.Outputs * Winograd4x4.Outputs) - 1;
            return input >= first && input < first + Winograd4x4.Inputs;
        }
    }

    [TestCase(64, 56, 1, false, false)]     // plain sums of so few channels are more exact
    [TestCase(256, 14, 1, true, false)]     // few tiles: split-K of plain sums
    [TestCase(512, 7, 1, true, false)]
    [TestCase(256, 56, 1, true, true)]
    [TestCase(512, 7, 32, true, true)]
    [TestCase(512, 28, 32, true, true)]
    public void Choose_ThreeByThree_FromSoManyChannels(int channels, int size, int batch, bool isExact, bool pays)
    {
        Conv2dGeometry geometry = Conv2dCases.Create(
            (batch, channels, size, size), channels, (3, 3), padding: (1, 1));
        Assert.That(Conv2dGpuWinograd.IsExact(geometry), Is.EqualTo(isExact));
        if (Gpu.Description.IsProcessor || IsPtx)
        {
            Assert.That(
                Forms.Contains(Conv2dGpuForms.Choose(Gpu, geometry)), Is.EqualTo(IsPtx ? pays : isExact));
        }

        Assert.That(Forms, Has.No.Member(Conv2dGpuForms.Choose(Gpu, geometry, sumsOnly: true)));
    }

    // 128 channels: 36 * 256 floats for each tile. 512: 36 * 1024.
    [TestCase(128, 40, 320)]
    [TestCase(512, 40, 64)]
    [TestCase(128, 50, 448)]
    [TestCase(512, 1, 64)]                  // one tile of the products at least
    public void ChunkTiles_FillAThirdOfTheCache(int channels, int cacheMegabytes, int expected)
    {
        Conv2dGeometry geometry = Conv2dCases.Create((32, channels, 28, 28), channels, (3, 3), padding: (1, 1));
        int floats = cacheMegabytes * 1024 * 1024 / 3 / sizeof(float);
        int tiles = Conv2dGpuWinograd.ChunkTiles(Conv2dGpuForm.Winograd, geometry, floats);
        Assert.That(tiles, Is.EqualTo(expected));
        Assert.That(tiles == 64 || tiles * 36 * 2 * channels <= floats);
    }

    [Test]
    public void ScratchFloats_AreAThirdOfTheDevicesCache() =>
        Assert.That(Conv2dGpuWinograd.ScratchFloats(Gpu), Is.EqualTo(Gpu.CacheBytes / 12).And.Positive);

    private static IEnumerable<Conv2dGeometry> Geometries()
    {
        foreach (int size in new[] { 1, 2, 3, 4, 5, 8, 11 })
        {
            yield return Conv2dCases.Create((2, 18, size, size + 1), 33, (3, 3), padding: (1, 1));
            yield return Conv2dCases.Create((1, 16, size + 2, size + 3), 16, (3, 3));
            yield return Conv2dCases.Create((1, 33, size, size), 5, (3, 3), padding: (2, 2));
        }

        yield return Conv2dCases.Create((1, 65, 8, 64), 130, (3, 3), padding: (1, 1));  // three tiles of filters
        yield return Conv2dCases.Create((3, 9, 20, 28), 8, (3, 3), padding: (1, 1));    // two tiles of tiles
        Conv2dGeometry sides = Conv2dCases.Create((1, 17, 9, 16), 33, (3, 3), padding: (0, 2));
        yield return sides with { OutHeight = sides.OutHeight + 2, OutWidth = sides.OutWidth - 1 };
    }

    private float[] Run(
        Conv2dGpuForm form, Conv2dGeometry geometry, Conv2dCase data, ClampRange clamp, int? scratchFloats = null)
    {
        Conv2dGpuOperands operands = new(
            Upload(data.Input),
            Upload(Conv2dGpuForms.Pack(form, geometry, data.Weight)),
            Upload(data.Bias),
            Upload(data.Residual),
            clamp,
            Reserve(data.OutputLength));
        if (scratchFloats is int floats)
        {
            Conv2dGpuWinograd.Run(form, Gpu, geometry, operands, floats);
        }
        else
        {
            Conv2dGpuForms.Run(form, Gpu, geometry, operands);
        }

        return Download(operands.Output);
    }
}
