using System.Text;
using SkiaSharp;

namespace MiniConvViz.Imaging.Tests;

public sealed class TextMeasureTests
{
    private static readonly Lazy<IReadOnlyList<string>> NoFiles = new(static () => []);

    [TestCase("layer1.0.conv1")]
    [TestCase("−0.5 … 3 × 3 · été ñandú")]
    public void Runs_TextOfRoboto_IsOneRun(string text)
    {
        using TextMeasure measure = new();
        Assert.That(measure.Runs(text, TextStyle.Body).Select(run => run.Text), Is.EqualTo(new[] { text }));
    }

    /// <summary>With any fonts of the system, every run can be drawn by its font, none as an empty box.</summary>
    [TestCase("猫 😀.png")]
    [TestCase("写真\u0007鞋")]
    [TestCase("a\U0001FAE8b")]
    public void Runs_AnyText_HasAGlyphForEveryCharacter(string text)
    {
        using TextMeasure measure = new();
        IReadOnlyList<TextRun> runs = measure.Runs(text, TextStyle.Title);
        Assert.That(runs.All(run => run.Font.ContainsGlyphs(run.Text)), string.Join('|', runs.Select(run => run.Text)));
    }

    [Test]
    public void Runs_CharacterOfNoFont_IsItsCode()
    {
        using TextMeasure measure = new();
        Assert.That(
            string.Concat(measure.Runs("a\U0010FFFDb\u0007", TextStyle.Body).Select(run => run.Text)),
            Is.EqualTo("a[U+10FFFD]b[U+0007]"));
    }

    [Test]
    public void Runs_VariationSelector_IsLeftOut()
    {
        using TextMeasure measure = new();
        Assert.That(
            string.Concat(measure.Runs("a\uFE0Fb", TextStyle.Body).Select(run => run.Text)), Is.EqualTo("ab"));
    }

    /// <summary>A file that is no font, and the project's own: the font that has the character is found.</summary>
    [Test]
    public void Find_FontFilesInAFolder_TakesTheOneThatHasTheCharacter()
    {
        string folder = Directory.CreateTempSubdirectory("fonts").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "broken-CJK.ttf"), "no font");
            File.WriteAllText(Path.Combine(folder, "readme.txt"), "no font either");
            using (Stream roboto = typeof(Typography).Assembly.GetManifestResourceStream("Roboto-Regular.ttf")!)
            using (FileStream copy = File.Create(Path.Combine(folder, "Plain.ttf")))
            {
                roboto.CopyTo(copy);
            }

            IReadOnlyList<string> files = FallbackFonts.FilesIn([folder, Path.Combine(folder, "missing")]);
            SKTypeface? found = FallbackFonts.Find(new Rune('A'), new Lazy<IReadOnlyList<string>>(files));
            Assert.Multiple(() =>
            {
                Assert.That(files.Select(Path.GetFileName), Is.EqualTo(new[] { "broken-CJK.ttf", "Plain.ttf" }));
                Assert.That(found, Is.Not.Null);
            });
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Test]
    public void Find_NoFonts_IsNull()
    {
        Assume.That(OperatingSystem.IsLinux(), "elsewhere the system chooses a font");
        Assert.That(FallbackFonts.Find(new Rune(0x4E2D), NoFiles), Is.Null);
    }

    [TestCase("one two three four five", 60, 9)]
    [TestCase("averyveryverylongword.without.spaces", 60, 9)]
    [TestCase("😀😀😀😀😀😀😀😀", 90, 9)]
    [TestCase("short", 400, 1)]
    public void Wrap_EnoughLines_KeepsEveryCharacterWithinTheWidth(string text, int width, int mostLines)
    {
        using TextMeasure measure = new();
        List<string> lines = measure.Wrap(text, TextStyle.Body, width, mostLines);
        Assert.Multiple(() =>
        {
            Assert.That(string.Concat(lines).Replace(" ", ""), Is.EqualTo(text.Replace(" ", "")));
            Assert.That(lines.Max(line => measure.Width(line, TextStyle.Body)), Is.LessThanOrEqualTo(width));
        });
    }

    [Test]
    public void Wrap_TooFewLines_EndsInAnEllipsis()
    {
        using TextMeasure measure = new();
        List<string> lines = measure.Wrap("one two three four five six seven", TextStyle.Body, 60, 2);
        Assert.That(lines, Has.Count.EqualTo(2));
        Assert.That(lines[1], Does.EndWith("…"));
    }
}
