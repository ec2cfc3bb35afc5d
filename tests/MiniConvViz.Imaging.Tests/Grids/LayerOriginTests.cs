using MiniConvViz.Analysis;
using MiniConvViz.Networks;

namespace MiniConvViz.Imaging.Tests;

public sealed class LayerOriginTests
{
    private static readonly Network Bundled = ModelZoo.Load("fashion-resnet");

    [TestCase("x", "")]
    [TestCase("conv1", "from x")]
    [TestCase("layer1.0.add", "add of layer1.0.bn2 and relu")]
    public void SourceOf_BundledNode_NamesWhatItReads(string node, string source) =>
        Assert.That(LayerOrigin.SourceOf(Bundled[node]), Is.EqualTo(source));

    [TestCase("layer1.0.add", 4, "each value sees 7 × 7 pixels of the input")]
    [TestCase("layer1.0.add", 3, "each value sees 7 values of the input")]
    [TestCase("layer1.0.add", 5, "")]
    [TestCase("fc", 2, "each value sees the whole input")]
    public void SeenBy_BundledNode_ReportsHowMuchOfTheInput(string node, int axes, string seen)
    {
        ReceptiveField field = ReceptiveField.Of(Bundled)[Bundled[node].Index];
        Assert.That(LayerOrigin.SeenBy(field, axes), Is.EqualTo(seen));
    }
}
