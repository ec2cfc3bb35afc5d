namespace MiniConvViz.Tests;

public sealed class PrintableTextTests
{
    [TestCase("layer1.0.conv1", "layer1.0.conv1")]
    [TestCase("größe ×2 猫 😀", "größe ×2 猫 😀")]
    [TestCase("\u001b[31mred", "\\u001b[31mred", Description = "C0: escape")]
    [TestCase("\u009b31mred", "\\u009b31mred", Description = "C1: the escape sequence's introducer in one character")]
    [TestCase("a\r\n\tb\0", "a\\u000d\\u000a\\u0009b\\u0000")]
    [TestCase("\u007f", "\\u007f")]
    [TestCase("abc\u202Egpj.exe\u2066\u200f", "abc\\u202egpj.exe\\u2066\\u200f", Description = "bidi")]
    [TestCase("a\u2028b\u2029c\u0085d", "a\\u2028b\\u2029c\\u0085d")]
    [TestCase("zero\u200bwidth\ufeff", "zero\\u200bwidth\\ufeff")]
    [TestCase("\ue000", "\\ue000", Description = "private use")]
    public void Of_Name_ShowsWhatATerminalWouldObey(string name, string shown) =>
        Assert.That(PrintableText.Of(name), Is.EqualTo(shown));

    [Test]
    public void Of_HalfOfASurrogatePair_IsEscaped()
    {
        string half = new(['a', '\ud83d', 'b']);
        Assert.That(PrintableText.Of(half), Is.EqualTo("a\\ud83db"));
    }

    [Test]
    public void Of_EndlessName_IsCut() =>
        Assert.That(PrintableText.Of(new string('x', 1_000_000)), Is.EqualTo(new string('x', 200) + "..."));

    [Test]
    public void Of_NameCutWithinAPair_LeavesNoHalfOfIt() =>
        Assert.That(PrintableText.Of("ab😀", longest: 3), Is.EqualTo("ab\\ud83d..."));

    [Test]
    public void Line_SeveralLines_BecomeOne() =>
        Assert.That(
            PrintableText.Line("first\r\nsecond\nthird\u2028\u001b[2J"), Is.EqualTo("first second third \\u001b[2J"));
}
