using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using MiniConvViz.Analysis;
using MiniConvViz.Statistics;
using MiniConvViz.Tensors;

namespace MiniConvViz.Imaging.Tests;

public sealed class ReportTests
{
    private const string Hostile = "<script>alert('x')</script>&\"";

    [Test]
    public void Html_HostileTexts_AreEscapedEverywhere()
    {
        string page = HtmlReport.Text(Run());
        Assert.Multiple(() =>
        {
            Assert.That(page, Does.Not.Contain("<script"));
            Assert.That(page, Does.Contain("&lt;script&gt;"));
            Assert.That(page, Does.Not.Contain("http:").And.Not.Contain("https:")
                .And.Not.Contain("javascript:"), "nothing from elsewhere");
        });
    }

    [Test]
    public void Html_EveryLayer_HasItsPictureItsStatisticsAndAPlaceInTheContents()
    {
        string page = HtmlReport.Text(Run());
        Assert.Multiple(() =>
        {
            Assert.That(page, Does.Contain("<a href=\"#layer-1\">"));
            Assert.That(page, Does.Contain("<section id=\"layer-1\">"));
            Assert.That(page, Does.Contain("<img src=\"conv%201.png\" width=\"640\" height=\"480\" loading=\"lazy\""));
            Assert.That(page, Does.Contain("<b>max</b> 4"));
            Assert.That(page, Does.Contain("1 NaN value"));
            Assert.That(page, Does.Contain("1 dead channel<"));
            Assert.That(page, Does.Contain("90.0 %"));
        });
    }

    [Test]
    public void Html_IsWellFormed()
    {
        // Except for HTML's void elements (meta, img) and the doctype, the page is XML: every tag is closed in order.
        string page = HtmlReport.Text(Run()).Replace("<!DOCTYPE html>", "");
        page = System.Text.RegularExpressions.Regex.Replace(page, "<(meta|img)([^>]*)>", "<$1$2/>");
        Assert.That(() => XDocument.Parse(page), Throws.Nothing);
    }

    [Test]
    public void Json_EveryNumber_ReadsBack()
    {
        using MemoryStream stream = new();
        JsonReport.Write(stream, Run());
        JsonElement root = JsonDocument.Parse(stream.ToArray()).RootElement;
        JsonElement conv = root.GetProperty("layers")[0], logits = root.GetProperty("layers")[1];
        Assert.Multiple(() =>
        {
            Assert.That(root.GetProperty("model").GetString(), Is.EqualTo(Hostile));
            Assert.That(root.GetProperty("weights").ValueKind, Is.EqualTo(JsonValueKind.Null));
            Assert.That(conv.GetProperty("shape").ToString(), Is.EqualTo("[1,2,1,3]"));
            Assert.That(conv.GetProperty("statistics").GetProperty("max").GetSingle(), Is.EqualTo(4f));
            Assert.That(conv.GetProperty("statistics").GetProperty("nan").GetInt32(), Is.EqualTo(1));
            Assert.That(conv.GetProperty("statistics").GetProperty("deadChannels").GetInt32(), Is.EqualTo(1));
            Assert.That(conv.GetProperty("channels").GetProperty("mean").ToString(), Is.EqualTo("[2.6,0]"));
            Assert.That(logits.GetProperty("values").ToString(), Is.EqualTo("[0.1,null,-3]"));
        });
    }

    /// <summary>Activations up to float32's largest: energies are their squares and need double.</summary>
    [TestCase(3e38f)]
    [TestCase(1e19f)]
    [TestCase(1e-30f)]
    [TestCase(1e-42f)]
    public void Json_ActivationsAtTheEndsOfFloat32_AreNumbers(float value)
    {
        double energy = (double)value * value;
        JsonElement layer = LayerOf(new Tensor([1, 1, 1, 2], [value, -value]));

        JsonElement statistics = layer.GetProperty("statistics");
        Assert.That(statistics.GetProperty("max").GetSingle(), Is.EqualTo(value));
        Assert.That(statistics.GetProperty("energy").GetDouble(), Is.EqualTo(energy).Within(0.01).Percent);
        Assert.That(statistics.GetProperty("std").GetDouble(), Is.EqualTo(value).Within(0.01).Percent);
        Assert.That(layer.GetProperty("channels").GetProperty("energy")[0].GetDouble(), Is.GreaterThan(0));
    }

    [TestCase(float.NaN)]
    [TestCase(float.PositiveInfinity)]
    [TestCase(float.NegativeInfinity)]
    public void Json_NothingFinite_IsNullAndCounted(float value)
    {
        JsonElement statistics = LayerOf(new Tensor([1, 1, 1, 2], [value, value])).GetProperty("statistics");

        Assert.That(statistics.GetProperty("max").ValueKind, Is.EqualTo(JsonValueKind.Null));
        int counted = statistics.GetProperty("nan").GetInt32()
            + statistics.GetProperty("positiveInfinity").GetInt32()
            + statistics.GetProperty("negativeInfinity").GetInt32();
        Assert.That(counted, Is.EqualTo(2));
    }

    [Test]
    public void Html_NamesWithControlAndDirectionCharacters_AreShown()
    {
        ReportRun run = Run() with { Entries = [Entry("evil\u001b[2J\u202egpj", new Tensor([1, 1], [float.NaN]))] };

        string page = HtmlReport.Text(run);

        Assert.That(page, Does.Contain(@"evil\u001b[2J\u202egpj"));
        Assert.That(page, Does.Not.Contain("\u001b").And.Not.Contain("\u202e"));
    }

    [Test]
    public void Write_IntoAFolder_LeavesOnlyTheFiles()
    {
        string folder = Directory.CreateTempSubdirectory("report").FullName;
        try
        {
            HtmlReport.Write(Path.Combine(folder, "index.html"), Run());
            JsonReport.Write(Path.Combine(folder, "index.json"), Run());
            Assert.That(Directory.GetFiles(folder).Select(Path.GetFileName).Order(),
                Is.EqualTo(new[] { "index.html", "index.json" }));
            Assert.That(File.ReadAllBytes(Path.Combine(folder, "index.html")),
                Is.EqualTo(Encoding.UTF8.GetBytes(HtmlReport.Text(Run()))));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static JsonElement LayerOf(Tensor values)
    {
        using MemoryStream stream = new();
        JsonReport.Write(stream, Run() with { Entries = [Entry("layer", values)] });
        return JsonDocument.Parse(stream.ToArray()).RootElement.GetProperty("layers")[0];
    }

    private static ReportRun Run() => new()
    {
        Model = Hostile,
        Device = Hostile,
        Image = Hostile,
        Notes = [Hostile],
        Inputs = [new ReportPicture("input", "input.png", 320, 320)],
        Classes = [new ClassScore(3, Hostile, 0.9f), new ClassScore(5, "dog", 0.1f)],
        Entries =
        [
            Entry("conv 1", new Tensor([1, 2, 1, 3], [1.2f, float.NaN, 4, 0, 0, 0])),
            Entry(Hostile, new Tensor([1, 3], [0.1f, float.PositiveInfinity, -3])),
        ],
    };

    private static ReportEntry Entry(string name, Tensor values) => new()
    {
        Name = name,
        Operator = Hostile,
        Attributes = Hostile,
        Shape = values.Shape,
        Pictures = [new ReportPicture("feature maps", "conv 1.png", 640, 480)],
        Statistics = LayerStatistics.Of(values, 0),
    };
}
