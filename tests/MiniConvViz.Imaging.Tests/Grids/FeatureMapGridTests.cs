using MiniConvViz.Tensors;

namespace MiniConvViz.Imaging.Tests;

public sealed class FeatureMapGridTests
{
    private static readonly Shape[] Shapes =
        [[1, 1, 1, 2], [1, 3, 5, 4], [2, 17, 8, 8], [1, 64, 7, 7], [1, 6, 28, 28], [1, 2, 60, 90], [1, 5, 1, 90]];

    [Test]
    public void Draw_AnyShape_ValuesReadBackWithinAColourStep(
        [ValueSource(nameof(Shapes))] Shape shape,
        [Values("gray", "viridis", "magma", "plasma", "inferno", "cividis", "turbo", "coolwarm")] string colors)
    {
        Tensor values = Numbers.Noise(shape);
        ColorMap map = ColorMap.Parse(colors);
        GridOptions options =
            new() { Normalize = Normalization.Parse("fixed:-1,2"), ColorMap = map, BatchIndex = shape.Batch - 1 };
        GridReader grid =
            new(new FeatureMap("noise", "Conv2d", values), options, [.. Enumerable.Range(0, shape.Channels)]);
        for (int c = 0; c < shape.Channels; c++)
        {
            Assert.That(grid.HasCaption(c), $"number of channel {c}");
            for (int y = 0; y < shape.Height; y++)
            {
                for (int x = 0; x < shape.Width; x++)
                {
                    // A colour may occur twice in a map (coolwarm has a few): the nearest index of that colour counts.
                    Rgb color = grid.Color(c, y, x);
                    float value = values[shape.Batch - 1, c, y, x];
                    double step = 3.0 / 255;
                    double nearest = Enumerable.Range(0, 256).Where(i => map.Colors[i] == color)
                        .Min(i => Math.Abs(-1 + (i * step) - value));
                    if (nearest > step * 0.501)
                    {
                        Assert.Fail($"channel {c} ({y}, {x}): {value} is drawn as {color}, {nearest} away");
                    }
                }
            }
        }
    }

    [TestCase("layer", -2f, 6f)]
    [TestCase("symmetric", -6f, 6f)]
    [TestCase("symmetric:75", -4f, 4f)]
    [TestCase("percentile:25,75", 0f, 4f)]
    [TestCase("fixed:-10,10", -10f, 10f)]
    public void Draw_OneRangeForAll_ColoursByIt(string rule, float low, float high)
    {
        // Of 5 values the 25th percentile is the second, the 75th the fourth.
        FeatureMap map = new("steps", "Conv2d", new Tensor([1, 1, 1, 5], [-2, 0, 1, 4, 6]));
        GridOptions options = new() { Normalize = Normalization.Parse(rule), ColorMap = ColorMap.Gray };
        GridReader grid = new(map, options, [0]);
        for (int x = 0; x < 5; x++)
        {
            Assert.That(grid.Color(0, 0, x).R, Is.EqualTo(ColorMap.Index(map.Values[0, 0, 0, x], low, high)),
                $"value {x}");
        }
    }

    /// <summary>One outlier among a hundred values does not make the others pale: the range is theirs.</summary>
    [Test]
    public void Draw_SignedLayer_IsBlueBelowAndRedAboveZeroWhateverTheOutlier()
    {
        Tensor values = new([1, 1, 10, 20]);
        for (int i = 0; i < 200; i++)
        {
            values.Values[i] = (i % 3) - 1;
        }

        values[0, 0, 0, 0] = 1000;
        GridReader grid = new(new FeatureMap("conv", "Conv2d", values), GridOptions.Default, [0]);
        ColorMap map = ColorMap.Coolwarm;
        Assert.That(
            (grid.Color(0, 0, 0), grid.Color(0, 0, 1), grid.Color(0, 0, 2), grid.Color(0, 0, 3)),
            Is.EqualTo((map.Colors[255], map.Colors[128], map.Colors[255], map.Colors[0])));
    }

    [Test]
    public void Draw_LayerWithoutNegativeValues_HasTheColoursOfItsPercentiles()
    {
        Tensor values = new([1, 1, 1, 5], [0, 1, 2, 3, 4]);
        GridReader grid = new(new FeatureMap("relu", "ReLU", values), GridOptions.Default, [0]);
        Assert.That(
            (grid.Color(0, 0, 0), grid.Color(0, 0, 4)),
            Is.EqualTo((ColorMap.Viridis.Colors[0], ColorMap.Viridis.Colors[255])));
    }

    /// <summary>Of -1, 0.5, 1 the 1st percentile is -0.97 and the 99th is 0.99.</summary>
    [TestCase("percentile", null, "viridis", -0.97f, 0.99f)]
    [TestCase("layer", null, "viridis", -1f, 1f)]
    [TestCase("auto", "magma", "magma", -0.97f, 0.99f)]
    [TestCase("symmetric", "gray", "gray", -1f, 1f)]
    public void Draw_SignedLayerWithAnExplicitChoice_FollowsIt(
        string rule, string? colors, string drawn, float low, float high)
    {
        FeatureMap signed = new("bn", "BatchNorm2d", new Tensor([1, 1, 1, 3], [-1, 0.5f, 1]));
        GridOptions options = new()
        {
            Normalize = Normalization.Parse(rule),
            ColorMap = colors is null ? null : ColorMap.Parse(colors),
        };
        GridReader grid = new(signed, options, [0]);
        Rgb expected = ColorMap.Parse(drawn).Colors[ColorMap.Index(0.5f, low, high)];
        Assert.That(grid.Color(0, 0, 1), Is.EqualTo(expected));
    }

    [TestCase(1, 1)]
    [TestCase(3, 2)]
    [TestCase(7, 40)]
    public void Draw_BareWithScaleAndColumns_IsTheTilesAlone(int scale, int columns)
    {
        Tensor values = Numbers.Noise([1, 5, 4, 6]);
        GridOptions options = new()
        {
            IsBare = true,
            Scale = scale,
            Columns = columns,
            Normalize = Normalization.Parse("fixed:-1,2"),
            ColorMap = ColorMap.Gray,
        };
        RgbImage image = FeatureMapGrid.Draw(new FeatureMap("conv", "Conv2d", values), options).ToImage();
        int across = Math.Min(columns, 5), down = (5 + across - 1) / across;
        Assert.That(
            (image.Width, image.Height),
            Is.EqualTo(((across * ((6 * scale) + 2)) - 2, (down * ((4 * scale) + 2)) - 2)));
        for (int c = 0; c < 5; c++)
        {
            int left = c % across * ((6 * scale) + 2), top = c / across * ((4 * scale) + 2);
            for (int i = 0; i < 24 * scale * scale; i++)
            {
                (int x, int y) = (i % (6 * scale), i / (6 * scale));
                byte red = image.Pixels[3 * (((top + y) * image.Width) + left + x)];
                Assert.That(red, Is.EqualTo(ColorMap.Index(values[0, c, y / scale, x / scale], -1, 2)));
            }
        }
    }

    [Test]
    public void Draw_BareDeadChannel_HasTheColourOfZero()
    {
        GridOptions options = new() { IsBare = true, Scale = 1, Normalize = Normalization.Parse("fixed:-1,1") };
        FeatureMap map = new("relu", "ReLU", new Tensor([1, 1, 2, 3]));
        RgbImage image = FeatureMapGrid.Draw(map, options).ToImage();
        Rgb zero = ColorMap.Viridis.Colors[128];
        byte[] one = [zero.R, zero.G, zero.B];
        Assert.That(image.Pixels, Is.EqualTo(Enumerable.Repeat(one, 6).SelectMany(part => part)));
    }

    [TestCase(new[] { 1, 5 })]
    [TestCase(new[] { 1, 500 })]
    [TestCase(new[] { 1, 3, 50 })]
    [TestCase(new[] { 1, 3, 4, 5, 6 })]
    public void Draw_BareOfAnyShape_IsSmallerThanWithItsHeading(int[] extents)
    {
        FeatureMap map = new("layer", "Conv", Numbers.Noise(Shape.Create(extents)));
        Picture bare = FeatureMapGrid.Draw(map, new GridOptions { IsBare = true });
        Picture whole = FeatureMapGrid.Draw(map, GridOptions.Default);
        Assert.That((long)bare.Width * bare.Height, Is.LessThan((long)whole.Width * whole.Height));
    }

    [Test]
    public void Draw_NearlyAllZeros_FallsBackFromEqualPercentilesToTheTrueEnds()
    {
        Tensor values = new([1, 1, 20, 20]);
        values[0, 0, 3, 4] = 8;
        GridReader grid =
            new(new FeatureMap("sparse", "ReLU", values), new GridOptions { ColorMap = ColorMap.Gray }, [0]);
        Assert.That((grid.Color(0, 3, 4).R, grid.Color(0, 0, 0).R), Is.EqualTo(((byte)255, (byte)0)));
    }

    [Test]
    public void Draw_NonFiniteValues_HaveColoursOfTheirOwnAndDoNotStretchTheRange([Values] bool layer)
    {
        Tensor values = new([1, 1, 2, 3], [0, 1, float.NaN, float.PositiveInfinity, float.NegativeInfinity, 0.5f]);
        ColorMap map = ColorMap.Viridis;
        GridOptions options =
            new() { Normalize = layer ? Normalization.Layer : Normalization.Parse("percentile:0,100") };
        GridReader grid = new(new FeatureMap("odd", "Conv2d", values), options, [0]);
        Assert.Multiple(() =>
        {
            Assert.That(grid.Color(0, 0, 0), Is.EqualTo(map.Colors[0]));
            Assert.That(grid.Color(0, 0, 1), Is.EqualTo(map.Colors[255]));
            Assert.That(grid.Color(0, 1, 2), Is.EqualTo(map.Colors[128]));
            Assert.That(grid.Color(0, 0, 2), Is.EqualTo(map.NotANumber));
            Assert.That(grid.Color(0, 1, 0), Is.EqualTo(map.PositiveInfinity));
            Assert.That(grid.Color(0, 1, 1), Is.EqualTo(map.NegativeInfinity));
            Assert.That(grid.HeadingShows(map.NotANumber), "legend of NaN");
            Assert.That(grid.HeadingShows(map.PositiveInfinity), "legend of +inf");
            Assert.That(grid.HeadingShows(map.NegativeInfinity), "legend of -inf");
        });
    }

    [Test]
    public void Draw_FiniteValues_HaveNoLegend()
    {
        GridReader grid =
            new(new FeatureMap("noise", "Conv2d", Numbers.Noise([1, 4, 8, 8])), GridOptions.Default, [0, 1, 2, 3]);
        Assert.That(grid.HeadingShows(ColorMap.Viridis.NotANumber), Is.False);
    }

    [Test]
    public void Draw_DeadAndConstantChannels_AreHatched()
    {
        Tensor values = Numbers.Noise([1, 3, 8, 8]);
        values.Channel(0, 0).Clear();
        values.Channel(0, 2).Fill(0.25f);
        GridReader grid = new(new FeatureMap("relu", "ReLU", values), GridOptions.Default, [0, 1, 2]);
        Assert.Multiple(() =>
        {
            Assert.That(grid.Count(0, Palette.Hatch), Is.GreaterThan(100), "dead");
            Assert.That(grid.Count(1, Palette.Hatch), Is.Zero, "alive");
            Assert.That(grid.Count(2, Palette.Hatch), Is.GreaterThan(100), "constant");
        });
    }

    [Test]
    public void Draw_Top_DrawsTheStrongestFirst()
    {
        Tensor values = new([1, 4, 2, 2]);
        for (int c = 0; c < 4; c++)
        {
            float strength = new[] { 1f, 4, 2, 3 }[c];
            values[0, c, 0, 0] = strength;
        }

        GridOptions options = new()
        {
            Channels = ChannelSelection.Top(3),
            Normalize = Normalization.Parse("fixed:0,4"),
            ColorMap = ColorMap.Gray,
        };
        GridReader grid = new(new FeatureMap("relu", "ReLU", values), options, [1, 3, 2]);
        Assert.That(
            Enumerable.Range(0, 3).Select(place => (int)grid.Color(place, 0, 0).R),
            Is.EqualTo(new[] { 4f, 3, 2 }.Select(static value => ColorMap.Index(value, 0, 4))));
    }

    [Test]
    public void Draw_FiltersOfOtherChannelsThanTheMaps_AreRefused() => Assert.That(
        () => FilterMapGrid.Draw(
            new FeatureMap("conv1", "Conv2d", Numbers.Noise([1, 4, 3, 3])),
            Numbers.Noise([5, 1, 3, 3]),
            GridOptions.Default),
        Throws.TypeOf<UnreadableInputException>().With.Message.EqualTo(
            "conv1: expected maps [N,O,H,W] and filters [O,C,KH,KW] to draw side by side, got [1,4,3,3] and "
            + "[5,1,3,3]"));

    /// <summary>Pairs without heading and margin: the filter's tile, a gap of 6 pixels, the map's tile.</summary>
    [Test]
    public void Draw_BarePair_IsFilterAndMapSideBySide()
    {
        FeatureMap map = new("conv1", "Conv2d", Numbers.Noise([1, 1, 40, 30]));
        Tensor weight = new([1, 1, 2, 3], [-1, 0, 1, 1, 0, -1]);
        RgbImage image = FilterMapGrid.Draw(map, weight, new GridOptions { IsBare = true, Scale = 2 }).ToImage();
        Assert.That((image.Width, image.Height), Is.EqualTo((90 + 6 + 60, 80)));
        ColorMap colors = ColorMap.Coolwarm;
        Assert.That(
            (Pixel(0, 0), Pixel(31, 1), Pixel(89, 1), Pixel(89, 59), Pixel(92, 0)),
            Is.EqualTo((colors.Colors[0], colors.Colors[128], colors.Colors[255], colors.Colors[0], Palette.Paper)));

        Rgb Pixel(int x, int y)
        {
            ReadOnlySpan<byte> rgb = image.Pixels.AsSpan(3 * ((y * image.Width) + x), 3);
            return new Rgb(rgb[0], rgb[1], rgb[2]);
        }
    }

    [Test]
    public void Draw_MissingBatchImage_ReportsWhichThereAre() =>
        Assert.That(
            () => FeatureMapGrid.Draw(new FeatureMap("conv1", "Conv2d", Numbers.Noise([2, 1, 3, 3])),
                new GridOptions { BatchIndex = 2 }),
            Throws.TypeOf<UnreadableInputException>()
                .With.Message.Contains("conv1: the batch has images 0 to 1, asked for image 2"));

    [TestCase(new int[0], "[1,1]", null)]
    [TestCase(new[] { 7 }, "[1,7]", null)]
    [TestCase(new[] { 2, 5 }, "[2,5]", null)]
    [TestCase(new[] { 1, 5, 1 }, "[1,5,1]", null)]
    [TestCase(new[] { 1, 5, 9 }, "[1,5,9]", null)]
    [TestCase(new[] { 1, 5, 1, 1, 1 }, "[1,5,1,1,1]", null)]
    [TestCase(new[] { 1, 2, 3, 4, 5 }, "[1,2,3,4,5]", null)]
    [TestCase(new[] { 2, 1, 900, 1, 2 }, "[2,1,900,1,2]", null)]
    [TestCase(new[] { 1, 2, 3, 4, 5, 6 }, "[1,2,3,4,5,6]", "a picture shows 2 to 5 axes, not 6")]
    [TestCase(new[] { 1, 0, 3, 4 }, "[1,0,3,4]", "holding no values")]
    public void From_AnyShape_IsDrawnOrReportsWhyNot(int[] extents, string shape, string? obstacle)
    {
        FeatureMap map = FeatureMap.From("odd", "Reshape", Numbers.Noise(Shape.Create(extents)));

        Assert.That(map.Values.Shape.ToString(), Is.EqualTo(shape));
        Assert.That(map.Obstacle, Is.EqualTo(obstacle));
        Assert.That(
            () => FeatureMapGrid.Draw(map, GridOptions.Default).Width,
            obstacle is null
                ? Is.GreaterThan(100)
                : Throws.TypeOf<UnreadableInputException>().With.Message.Contains(obstacle));
    }

    [TestCase(1)]
    [TestCase(17)]
    [TestCase(480)]
    [TestCase(481)]
    [TestCase(20_000)]
    public void Draw_SignalsOfAnyLength_FitAPage(int length)
    {
        FeatureMap map = FeatureMap.From("signals", "Conv1d", Numbers.Noise([1, 70, length]));
        foreach (string rule in (string[])["layer", "channel", "symmetric", "percentile", "fixed:1,2"])
        {
            Picture picture = FeatureMapGrid.Draw(map, new GridOptions { Normalize = Normalization.Parse(rule) });
            Assert.That(picture.Width, Is.InRange(300, 6000), rule);
        }
    }

    [Test]
    public void Draw_ScalarOrEmpty_IsRefused() => Assert.Multiple(() =>
    {
        Assert.That(() => FeatureMapGrid.Draw(new FeatureMap("a", "b", new Tensor([])), GridOptions.Default),
            Throws.TypeOf<UnreadableInputException>());
        Assert.That(() => FeatureMapGrid.Draw(new FeatureMap("a", "b", new Tensor([1, 0, 3, 3])), GridOptions.Default),
            Throws.TypeOf<UnreadableInputException>());
    });

    [TestCase(2048, 7)]
    [TestCase(2048, 1)]
    [TestCase(512, 14)]
    [TestCase(64, 112)]
    public void Draw_WideLayers_StayWithinAScreenOrThree(int channels, int side)
    {
        Picture picture = FeatureMapGrid.Draw(
            new FeatureMap("layer4.2", "ReLU", Numbers.Noise([1, channels, side, side])), GridOptions.Default);
        Assert.That(picture.Width, Is.InRange(600, 3600));
        Assert.That((double)picture.Width / picture.Height, Is.InRange(0.9, 2.2));
    }
}
