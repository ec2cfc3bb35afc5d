namespace MiniConvViz.Cli.Tests;

/// <summary>The columns that are kept, and their widths.</summary>
public sealed class TableFitTests
{
    private static readonly ConsoleColumn[] Columns =
    [
        new("node", ColumnKind.Name, 1),
        new("operator", ColumnKind.Text, 4),
        new("ms", ColumnKind.Number, 2),
        new("shape", ColumnKind.Shape, 3),
    ];

    /// <summary>Four columns take 3 spaces each and one more.</summary>
    [TestCase(93, new[] { 30, 20, 10, 20 })]
    [TestCase(92, new[] { 30, 19, 10, 20 })]
    [TestCase(89, new[] { 30, 16, 10, 20 })]
    [TestCase(75, new[] { 16, 16, 10, 20 })]
    [TestCase(74, new[] { 30, 0, 10, 20 })]
    [TestCase(56, new[] { 16, 0, 10, 20 })]
    [TestCase(55, new[] { 30, 0, 10, 0 })]
    [TestCase(33, new[] { 16, 0, 10, 0 })]
    [TestCase(30, new[] { 26, 0, 0, 0 })]
    [TestCase(5, new[] { 16, 0, 0, 0 })]
    public void Widths_OfARoom_DropTheLeastImportantAndShortenNames(int room, int[] expected) =>
        Assert.That(TableFit.Widths(Columns, [30, 20, 10, 20], room), Is.EqualTo(expected));

    [TestCase("layer1.0.conv1", 14, ColumnKind.Name, "layer1.0.conv1")]
    [TestCase("layer1.0.conv1", 10, ColumnKind.Name, "laye…conv1")]
    [TestCase("Conv2d(16, 32)", 10, ColumnKind.Text, "Conv2d(16…")]
    [TestCase("猫と犬の絵", 7, ColumnKind.Name, "猫…絵")]
    [TestCase("[red]", 4, ColumnKind.Text, "[[re…")]
    public void Cell_TooWide_IsShortened(string text, int width, object kind, string expected) =>
        Assert.That(new ConsoleCell(text).MarkupIn(width, (ColumnKind)kind), Is.EqualTo($"[default]{expected}[/]"));
}
