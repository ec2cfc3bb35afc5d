using MiniConvViz.Tensors;
using MiniConvViz.Tests;

namespace MiniConvViz.Imaging.Tests;

/// <summary>
/// Small figures, compared with pictures that were inspected. Letters may differ by a few grey levels, since Skia's
/// blending depends on the processor; the data's colours are tested exactly in <see cref="FeatureMapGridTests"/>.
/// </summary>
public sealed class ExpectedPictureTests
{
    private const int Tolerance = 3;

    private static readonly string[] Classes = ["airplane", "automobile", "bird", "cat", "deer", "dog"];

    [Test]
    public void Grid_Percentile() =>
        AssertExpected("grid-percentile", FeatureMapGrid.Draw(
            Map("layer1.0.conv1", [1, 10, 8, 8]), new GridOptions { Normalize = Normalization.Percentile }));

    [Test]
    public void Grid_Default_IsAroundZero() =>
        AssertExpected("grid-around-zero",
            FeatureMapGrid.Draw(Map("layer1.0.conv1", [1, 10, 8, 8]), GridOptions.Default));

    [Test]
    public void Grid_WithoutNegativeValues()
    {
        FeatureMap map = new("layer1.0.relu_1", "ReLU()", Numbers.Waves([1, 4, 8, 8]))
        {
            Source = "add of layer1.0.bn2 and maxpool",
            Sees = "each value sees 43 × 43 pixels of the input",
        };
        foreach (ref float value in map.Values.Values)
        {
            value = Math.Max(0, value);
        }

        map.Values.Channel(0, 3).Clear();
        AssertExpected("grid-relu", FeatureMapGrid.Draw(map, GridOptions.Default));
    }

    /// <summary>A name wider than the figure is wrapped, and so are facts.</summary>
    [Test]
    public void Grid_LongNames_Wrap()
    {
        string name = string.Concat(Enumerable.Repeat("backbone.blocks.", 6)) + "conv";
        string attributes = string.Concat(Enumerable.Repeat("3, ", 60));
        FeatureMap map = new(name, $"Conv2d({attributes})", Numbers.Waves([1, 2, 3, 3]))
        {
            Source = "concat of " + string.Join(", ", Enumerable.Repeat("a rather long predecessor", 6)),
        };
        map.Values.Values[0] = float.NaN;
        map.Values.Values[1] = float.PositiveInfinity;
        map.Values.Values[2] = float.NegativeInfinity;
        AssertExpected("grid-long-names", FeatureMapGrid.Draw(map, GridOptions.Default));
    }

    [Test]
    public void Grid_ScaleAndColumns() =>
        AssertExpected("grid-scale", FeatureMapGrid.Draw(
            Map("conv1", [1, 5, 3, 4]), new GridOptions { Scale = 9, Columns = 2, ColorMap = ColorMap.Cividis }));

    [Test]
    public void Grid_BareChannel() =>
        AssertExpected("grid-bare", FeatureMapGrid.Draw(
            Map("conv1", [1, 5, 6, 9]),
            new GridOptions { Scale = 2, IsBare = true, Channels = ChannelSelection.Of(3) }));

    [Test]
    public void Pairs_OneInputChannel_HaveTheirWeightsWritten() =>
        AssertExpected("pairs-gray", FilterMapGrid.Draw(
            Map("conv1", [1, 4, 6, 5]), Numbers.Waves([4, 1, 3, 3]), GridOptions.Default));

    [Test]
    public void Pairs_Rgb() => AssertExpected("pairs-rgb", FilterMapGrid.Draw(
        Map("conv1", [1, 4, 6, 5]), Numbers.Waves([4, 3, 5, 5]), GridOptions.Default));

    [Test]
    public void Pairs_DeepLayerWithADeadMap()
    {
        FeatureMap map = Map("layer1.0.conv1", [1, 3, 9, 9]);
        map.Values.Channel(0, 1).Clear();
        AssertExpected("pairs-deep", FilterMapGrid.Draw(map, Numbers.Noise([3, 20, 3, 3]), GridOptions.Default));
    }

    [Test]
    public void Grid_SymmetricOfABatch() =>
        AssertExpected("grid-symmetric", FeatureMapGrid.Draw(
            Map("layer2.0.bn1", [2, 6, 5, 7]),
            new GridOptions { Normalize = Normalization.Symmetric, BatchIndex = 1 }));

    [Test]
    public void Grid_ChannelWithEverythingOdd()
    {
        FeatureMap map = Map("features.3", [1, 6, 6, 6]);
        map.Values.Channel(0, 1).Clear();
        map.Values.Channel(0, 2).Fill(0.25f);
        map.Values.Channel(0, 3)[8] = float.NaN;
        map.Values.Channel(0, 3)[20] = float.PositiveInfinity;
        map.Values.Channel(0, 4)[30] = float.NegativeInfinity;
        map.Values.Channel(0, 5).Fill(float.NaN);
        AssertExpected("grid-odd",
            FeatureMapGrid.Draw(map, new GridOptions { Normalize = Normalization.Channel, ColorMap = ColorMap.Magma }));
    }

    [Test]
    public void Signals_OneRangeForTheLayer() =>
        AssertExpected("signals", FeatureMapGrid.Draw(
            new FeatureMap("encoder.0", "Conv1d", Numbers.Waves([1, 6, 48])), GridOptions.Default));

    [Test]
    public void Signals_ChannelWithEverythingOdd()
    {
        FeatureMap map = new("encoder.3", "Conv1d", Numbers.Noise([2, 6, 1000]));
        map.Values.Channel(1, 1).Clear();
        map.Values.Channel(1, 2).Fill(-0.25f);
        map.Values.Channel(1, 3)[200..300].Fill(float.NaN);
        map.Values.Channel(1, 4)[700] = float.PositiveInfinity;
        map.Values.Channel(1, 5).Fill(float.NaN);
        AssertExpected("signals-odd",
            FeatureMapGrid.Draw(map, new GridOptions { Normalize = Normalization.Channel, BatchIndex = 1 }));
    }

    [Test]
    public void Volumes_EverySlice() => AssertExpected("volumes", FeatureMapGrid.Draw(
        new FeatureMap("layer1.0.conv1", "Conv3d", Numbers.Noise([1, 3, 4, 6, 9])), GridOptions.Default));

    [Test]
    public void Volumes_DeepOnesWithEverythingOdd()
    {
        FeatureMap map = new("layer2.0.conv1", "Conv3d", Numbers.Noise([2, 5, 30, 5, 4]));
        map.Values.Channel(1, 1).Clear();
        map.Values.Channel(1, 2).Fill(0.25f);
        map.Values.Channel(1, 3)[..40].Fill(float.NaN);
        map.Values.Channel(1, 4).Fill(float.PositiveInfinity);
        AssertExpected("volumes-odd", FeatureMapGrid.Draw(
            map, new GridOptions { Normalize = Normalization.Channel, BatchIndex = 1 }));
    }

    [Test]
    public void Bars_Classes() =>
        AssertExpected("bars", BarChart.Draw(
            new FeatureMap("fc", "Linear", new Tensor([1, 6], [-2.5f, 0.25f, 1, 8.75f, float.NaN, 3])),
            GridOptions.Default, Classes));

    [Test]
    public void Bars_LongVector() => AssertExpected("bars-dense", FeatureMapGrid.Draw(
        new FeatureMap("avgpool", "AdaptiveAvgPool2d", Numbers.Noise([1, 300, 1, 1])), GridOptions.Default));

    [Test]
    public void Filters_Rgb() =>
        AssertExpected("filters-rgb", FilterGrid.Draw("conv1", Numbers.Waves([6, 3, 5, 5]), GridOptions.Default));

    [Test]
    public void Filters_OneChannel() =>
        AssertExpected("filters-gray", FilterGrid.Draw("conv1", Numbers.Waves([4, 1, 5, 3]), GridOptions.Default));

    [Test]
    public void Filters_DeepLayer() =>
        AssertExpected("filters-deep", FilterGrid.Draw("conv2", Numbers.Waves([3, 8, 3, 3]),
            new GridOptions { Channels = ChannelSelection.Top(12) }));

    [Test]
    public void Filters_OfVolumes() =>
        AssertExpected("filters-volumes",
            FilterGrid.Draw("stem.0.weight", Numbers.Noise([3, 2, 3, 5, 4]), GridOptions.Default));

    [Test]
    public void Input_Small()
    {
        RgbImage image = ImageReader.Read(RepositoryFiles.Golden("images", "rgb.png"));
        AssertExpected("input", InputPicture.Draw("input", image, "rgb.png", "as the network got it"));
    }

    private static FeatureMap Map(string name, Shape shape) => new(name, "Conv2d", Numbers.Waves(shape));

    private static void AssertExpected(string name, Picture picture)
    {
        string path = RepositoryFiles.Get("tests", "MiniConvViz.Imaging.Tests", "Expected", $"{name}.png");
        string actualPath = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"{name}.actual.png");
        picture.SavePng(actualPath);
        RgbImage expected = ImageReader.Read(path), actual = picture.ToImage();
        Assert.That((actual.Width, actual.Height), Is.EqualTo((expected.Width, expected.Height)), $"see {actualPath}");
        int worst = expected.Pixels.Zip(actual.Pixels, static (a, b) => Math.Abs(a - b)).Max();
        Assert.That(worst, Is.LessThanOrEqualTo(Tolerance), $"see {actualPath}");
    }
}
