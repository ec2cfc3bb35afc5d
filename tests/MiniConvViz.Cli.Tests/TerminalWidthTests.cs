using System.Globalization;

namespace MiniConvViz.Cli.Tests;

/// <summary>
/// Every table in terminals of several widths: no line is too long, numbers and shapes are not shortened, and the most
/// important columns are kept. The expected cells are those of a table in a file.
/// </summary>
[Category("Exhaustive")]
public sealed class TerminalWidthTests
{
    private const string Reference = "reference.safetensors";

    private TemporaryFolder _folder = null!;

    private static IEnumerable<TestCaseData> Tables =>
    [
        Case("inspect", ["node", "output"], "inspect --model fashion-resnet"),
        Case("inspect a large network", ["node", "output"], "inspect --model resnet18 --input-shape 1,3,375,500"),
        Case("inspect a checkpoint", ["tensor", "shape"], "inspect --weights random.safetensors"),
        Case("statistics", ["node", "mean"], "statistics --model fashion-resnet"),
        Case("statistics --histogram", ["node", "zeros"], "statistics --model fashion-lenet --histogram"),
        Case("verify", ["node", "verdict"], $"verify --model fashion-resnet --reference {Reference}"),
        Case("verify --tf32", ["node", "verdict"], $"verify --model fashion-resnet --reference {Reference} --tf32"),
        Case("devices", ["device", "state"], "devices"),
    ];

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [TestCaseSource(nameof(Tables))]
    public void Table_InATerminal_FitsAndBreaksNoNumber(string[] first, string[] arguments)
    {
        RandomCheckpoint.Write(_folder.File("random.safetensors"), "mobilenet_v2", 10);
        CliProcess.RunIn(_folder.Root, "export", "--model", "fashion-resnet", "--out", Reference).Succeeded();
        PrintedTable[] whole = PrintedTable.AllIn(
            CliProcess.RunIn(_folder.Root, arguments).Succeeded().Output.Split(Environment.NewLine));

        foreach (int width in (int[])[60, 80, 100, 120, 200])
        {
            string[] lines = PseudoTerminal.Run(width, _folder.Root, arguments);
            PrintedTable[] tables = PrintedTable.AllIn(lines);

            AssertFit(lines, width);
            Assert.That(tables, Has.Length.EqualTo(whole.Length));
            Assert.That(tables[^1].Titles, Is.SupersetOf(first), $"{width} columns");
            foreach ((PrintedTable table, PrintedTable all) in tables.Zip(whole))
            {
                string[] dropped = [.. all.Titles.Except(table.Titles).Where(title => !title.Contains(" to "))];
                string said = string.Join(' ', lines.SkipWhile(line => !line.StartsWith("--wide shows")));
                Assert.That(dropped, Is.All.Matches<string>(title => said.Contains(title!)), said);
                AssertWhole(table, all, width);
            }
        }
    }

    /// <summary>Times differ from run to run; the other cells of a row are compared.</summary>
    [TestCase("fashion-lenet", 8)]
    [TestCase("fashion-resnet", 17)]
    public void BenchPerNode_InATerminal_HasNodesAndTimesAtEveryWidth(string model, int steps)
    {
        foreach (int width in (int[])[60, 80, 100, 120, 200])
        {
            string[] lines = PseudoTerminal.Run(
                width, _folder.Root, "bench", "--model", model, "--per-node", "--runs", "2");
            PrintedTable table = PrintedTable.AllIn(lines).Single();

            AssertFit(lines, width);
            Assert.That(table["node"], Has.Length.EqualTo(steps).And.All.Match("^[a-z]"));
            Assert.That(table["ms"], Has.Length.EqualTo(steps).And.All.Match(@"^\d+\.\d{3}$"));
            Assert.That(table["share"], Has.All.Match(@"^\d+\.\d %$"));
        }
    }

    /// <summary>Measured figures differ from run to run; the rows and the most important columns are there.</summary>
    [TestCase("devices --measure", 3, "device", "convolution")]
    [TestCase("bench --model fashion-lenet --device ilgpu-cpu --tune --runs 1", 4, "first node", "fastest form", "ms")]
    public void MeasuredTable_InATerminal_FitsAtEveryWidth(string arguments, int rows, params string[] titles)
    {
        foreach (int width in (int[])[60, 100])
        {
            string[] lines = PseudoTerminal.Run(width, _folder.Root, arguments.Split(' '));
            PrintedTable table = PrintedTable.AllIn(lines)[^1];

            AssertFit(lines, width);
            Assert.That(table.Titles, Is.SupersetOf(titles), $"{width} columns");
            Assert.That(table[titles[0]], Has.Length.EqualTo(rows).And.All.Match("^[a-z]"), $"{width} columns");
            Assert.That(table[titles[^1]], Has.All.Match(@"^\d+\.\d+( [A-Z]+/s)?$"), $"{width} columns");
        }
    }

    [Test]
    public void VerifyOnnxTest_InATerminal_FitsAtEveryWidth()
    {
        const string Relu = "/usr/share/libonnx-testdata/data/node/test_relu";
        if (!Directory.Exists(Relu))
        {
            Requirement.Missing("onnx-testdata", $"{Relu} is absent (Debian's libonnx-testdata)");
        }

        foreach (int width in (int[])[60, 80, 120])
        {
            string[] lines = PseudoTerminal.Run(width, _folder.Root, "verify", "--onnx-test", Relu);
            PrintedTable table = PrintedTable.AllIn(lines).Single();

            AssertFit(lines, width);
            Assert.That(table["output"], Is.EqualTo(["test_data_set_0/y"]), $"{width} columns");
            Assert.That(table["verdict"], Is.EqualTo(["passes"]), $"{width} columns");
        }
    }

    [Test]
    public void Wide_InANarrowTerminal_PrintsWhatAFileGets()
    {
        string[] arguments = ["inspect", "--model", "fashion-resnet", "--wide"];
        PrintedTable file = PrintedTable.AllIn(
            CliProcess.RunIn(_folder.Root, arguments).Succeeded().Output.Split(Environment.NewLine)).Single();
        PrintedTable terminal = PrintedTable.AllIn(PseudoTerminal.Run(60, _folder.Root, arguments)).Single();

        Assert.That(
            terminal.Titles,
            Is.EqualTo(["#", "node", "operator", "output", "parameters", "multiply-adds", "sees", "cpu"]));
        Assert.That(
            terminal.Titles.Select(title => terminal[title]), Is.EqualTo(file.Titles.Select(title => file[title])));
    }

    [TestCase(60, "--wide shows also: #, operator, multiply-adds, sees, cpu")]
    [TestCase(100, "--wide shows also: cpu; whole: node, operator")]
    public void Inspect_InATerminal_ReportsWhatWideShows(int width, string line) =>
        Assert.That(PseudoTerminal.Run(width, _folder.Root, "inspect", "--model", "fashion-resnet"), Has.Member(line));

    private static void AssertFit(string[] lines, int width)
    {
        Assert.That(lines.Select(line => new StringInfo(line.TrimEnd()).LengthInTextElements), Is.All.AtMost(width));
        Assert.That(lines.SelectMany(line => line.Split(' ')), Has.None.EqualTo("…"), "a cell of nothing");
    }

    private static void AssertWhole(PrintedTable table, PrintedTable whole, int width)
    {
        string[] mayBeShort =
            ["node", "operator", "tensor", "remark", "cpu", "device", "hardware", "version", "driver"];
        foreach (string title in table.Titles.Where(title => !title.Contains(" to ")))
        {
            Assert.That(table[title], Has.Length.EqualTo(whole[title].Length));
            if (!mayBeShort.Contains(title))
            {
                Assert.That(table[title], Is.EqualTo(whole[title]), $"{title} at {width} columns");
            }
        }
    }

    private static TestCaseData Case(string name, string[] first, string arguments) =>
        new TestCaseData(first, arguments.Split(' ')).SetArgDisplayNames(name);
}
