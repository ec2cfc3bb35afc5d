namespace MiniConvViz.Imaging.Tests;

public sealed class SafeFileNamesTests
{
    [TestCase("layer1.0.relu_1", "layer1.0.relu_1")]
    [TestCase("/conv1/Conv", "_conv1_Conv")]
    [TestCase("../../etc/passwd", "_._.._etc_passwd")]
    [TestCase("..", "_")]
    [TestCase(".", "_")]
    [TestCase("", "_")]
    [TestCase(".hidden", "_hidden")]
    [TestCase("-rf", "_rf")]
    [TestCase("a\\b:c*d?e\"f<g>h|i", "a_b_c_d_e_f_g_h_i")]
    [TestCase("new\nline\0nul", "new_line_nul")]
    [TestCase("ends.", "ends")]
    [TestCase("con", "_con")]
    [TestCase("NUL.conv", "_NUL.conv")]
    [TestCase("com1", "_com1")]
    [TestCase("convé", "conv_")]
    public void For_AnyName_IsLegalEverywhere(string name, string file) =>
        Assert.That(new SafeFileNames().For(name), Is.EqualTo(file));

    [Test]
    public void For_CollidingNames_AreGivenOnce()
    {
        SafeFileNames names = new();
        string[] given = [names.For("a/b"), names.For("a_b"), names.For("A:B"), names.For("a_b~2"), names.For("a_b")];
        Assert.That(given, Is.EqualTo(new[] { "a_b", "a_b~2", "A_B~3", "a_b_2", "a_b~4" }));
        Assert.That(given.Distinct(StringComparer.OrdinalIgnoreCase).Count(), Is.EqualTo(given.Length));
    }

    [Test]
    public void For_VeryLongNames_AreCutAndStayApart()
    {
        SafeFileNames names = new();
        string first = names.For(new string('x', 5000) + "1"), second = names.For(new string('x', 5000) + "2");
        Assert.That(first, Is.Not.EqualTo(second));
        Assert.That(Math.Max(first.Length, second.Length), Is.LessThan(120));
    }

    [Test]
    public void For_RandomNames_NeverLeaveTheFolder()
    {
        Random random = new(3);
        SafeFileNames names = new();
        string folder = Path.GetFullPath("out");
        for (int trial = 0; trial < 2000; trial++)
        {
            string name =
                string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => "./\\:~ax\u00e9\0 "[random.Next(10)]));
            string path = Path.GetFullPath(Path.Combine(folder, names.For(name) + ".png"));
            Assert.That(Path.GetDirectoryName(path), Is.EqualTo(folder), name);
        }
    }
}
