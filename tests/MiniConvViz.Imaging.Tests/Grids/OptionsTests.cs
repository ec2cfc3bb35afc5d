using MiniConvViz.Statistics;

namespace MiniConvViz.Imaging.Tests;

public sealed class OptionsTests
{
    [TestCase("auto", "auto")]
    [TestCase("channel", "channel")]
    [TestCase("Layer", "layer")]
    [TestCase("symmetric", "symmetric")]
    [TestCase("symmetric:100", "symmetric")]
    [TestCase("symmetric:99.5", "symmetric:99.5")]
    [TestCase("percentile", "percentile:1,99")]
    [TestCase("percentile:0.5,99.5", "percentile:0.5,99.5")]
    [TestCase("fixed:-1,2.5e1", "fixed:-1,25")]
    public void NormalizationParse_KnownRule_ReadsIt(string text, string meaning) =>
        Assert.That(Normalization.Parse(text).ToString(), Is.EqualTo(meaning));

    [TestCase("", "expected auto, channel, layer")]
    [TestCase("none", "expected auto, channel, layer")]
    [TestCase("layer:1,2", "takes no numbers")]
    [TestCase("auto:1", "takes no numbers")]
    [TestCase("symmetric:0", "expected a percentile above 0, up to 100, got '0'")]
    [TestCase("symmetric:101", "expected a percentile above 0, up to 100, got '101'")]
    [TestCase("symmetric:1,99", "expected a percentile above 0, up to 100, got '1,99'")]
    [TestCase("fixed", "expected auto, channel, layer")]
    [TestCase("fixed:1", "two numbers LO,HI")]
    [TestCase("fixed:1,2,3", "two numbers LO,HI")]
    [TestCase("fixed:a,b", "two numbers LO,HI")]
    [TestCase("fixed:nan,1", "two numbers LO,HI")]
    [TestCase("fixed:2,1", "LO must be less than HI")]
    [TestCase("fixed:1,1", "LO must be less than HI")]
    [TestCase("percentile:-1,99", "between 0 and 100")]
    [TestCase("percentile:1,101", "between 0 and 100")]
    public void NormalizationParse_Nonsense_ReportsWhatIsExpected(string text, string why) =>
        Assert.That(() => Normalization.Parse(text), Throws.TypeOf<UnreadableInputException>()
            .With.Message.Contains(why));

    [TestCase("all", "0,1,2,3,4,5")]
    [TestCase("top:2", "3,5")]
    [TestCase("top:99", "3,5,4,1,2,0")]
    [TestCase("0,5,2-3", "0,5,2,3")]
    [TestCase("4-4,4,1", "4,1")]
    [TestCase("5-400", "5")]
    public void ChannelSelectionParse_Resolve_GivesTheOrder(string text, string channels)
    {
        // Energies 0, 4, 1, 100, 9, 49.
        ChannelStatistics[] statistics =
            [.. new[] { 0f, 2, 1, 10, 3, 7 }.Select(static value => ChannelStatistics.Of([value]))];
        Assert.That(string.Join(',', ChannelSelection.Parse(text).Resolve("relu", [.. statistics])),
            Is.EqualTo(channels));
    }

    [TestCase("", "no channel number")]
    [TestCase("top:0", "from 1 up")]
    [TestCase("top:x", "from 1 up")]
    [TestCase("1,,2", "no channel number")]
    [TestCase("-3", "no channel number")]
    [TestCase("1-2-3", "no channel number")]
    [TestCase("9-3", "runs backwards")]
    [TestCase("99999999999", "no channel number")]
    [TestCase("0-2000000000", "no channel number")]
    public void ChannelSelectionParse_Nonsense_ReportsWhatIsExpected(string text, string why) =>
        Assert.That(() => ChannelSelection.Parse(text), Throws.TypeOf<UnreadableInputException>()
            .With.Message.Contains(why));

    [Test]
    public void ChannelSelectionResolve_NoneInTheLayer_NamesTheLayer() =>
        Assert.That(
            () => ChannelSelection.Parse("7-9").Resolve("layer1.0.relu", [ChannelStatistics.Of([1f])]),
            Throws.TypeOf<UnreadableInputException>().With.Message.Contains("layer1.0.relu: has channels 0 to 0"));
}
