using System.Globalization;
using MiniConvViz.Networks;

namespace MiniConvViz.Tests.Networks;

/// <summary>The table of docs/weights.md: every network of torchvision, with the preprocessing that this project uses.</summary>
public sealed class WeightsPageTests
{
    [Test]
    public void Table_HasEveryNetworkOfTorchvisionWithItsPreprocessing()
    {
        Dictionary<string, (int Resize, int Crop)> rows = File
            .ReadLines(RepositoryFiles.Get("docs/weights.md"))
            .Where(line => line.Contains(".pth`", StringComparison.Ordinal) && line.StartsWith('|'))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .ToDictionary(cells => cells[1].Trim('`'), cells => Sizes(cells[4]));
        IEnumerable<Architecture> torchvisions = ModelZoo.Architectures
            .Except(ModelZoo.OtherProjects)
            .Where(architecture => !ModelZoo.Bundled.Contains(architecture.Name));
        Assert.That(rows, Is.EquivalentTo(torchvisions.ToDictionary(
            architecture => architecture.Name,
            architecture => (architecture.Card.ResizeShortSide ?? architecture.Card.CropSize, architecture.Card.CropSize))));
    }

    private static (int Resize, int Crop) Sizes(string cell)
    {
        int[] sizes = [.. cell.Split(',').Select(size => int.Parse(size, CultureInfo.InvariantCulture))];
        return (sizes[0], sizes[1]);
    }
}
