namespace MiniConvViz.Cli.Tests;

/// <summary>Wrong options, and folders that cannot be written: one line, exit code 2, nothing written.</summary>
public sealed class BadOptionTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [TestCase("--layers conx*", "no node 'conx*'", "conv1, conv2")]
    [TestCase("--layers relu1 kind:Conv3d", "no operator 'Conv3d'", "Conv2d")]
    [TestCase("--device gpu", "no device 'gpu'", "ilgpu-cpu")]
    [TestCase("--device cpu --tf32", "cpu", "no tensor cores", "compute capability 8.0")]
    [TestCase("--gray16 bright", "'bright'", "scale")]
    [TestCase("--channels three", "channels 'three'", "top:K")]
    [TestCase("--channels top:0", "channels 'top:0'", "from 1 up")]
    [TestCase("--channels 9-3", "channels '9-3'", "backwards")]
    [TestCase("--channels 4000", "--channels", "the widest has 800")]
    [TestCase("--normalize loud", "'loud'", "symmetric")]
    [TestCase("--normalize fixed:2,1", "'fixed:2,1'", "LO must be less than HI")]
    [TestCase("--normalize fixed", "'fixed'", "fixed:LO,HI")]
    [TestCase("--colormap jet", "'jet'", "viridis")]
    [TestCase("--size 0", "--size", "1 to 8192", "'0'")]
    [TestCase("--size wide", "--size", "a whole number", "'wide'")]
    [TestCase("--size 2147483648", "--size", "1 to 8192")]
    [TestCase("--threads 0", "--threads", "'0'")]
    [TestCase("--threads 1000000", "--threads", "from 1 to")]
    [TestCase("--num-classes -3", "--num-classes", "'-3'")]
    [TestCase("--num-classes 7", "fc3.weight is [10,84], expected [7,84]")]
    [TestCase("--glitter", "'--glitter'", "render --help")]
    [TestCase("--image", "--image", "render --help")]
    public void Render_BadOption_IsRefused(string options, params string[] told) =>
        BadInput.AssertRefused(_folder, options.Split(' '), told);

    [Test]
    public void Render_EmptyLayerPattern_IsRefused() =>
        BadInput.AssertRefused(_folder, ["--layers", ""], "--layers", "an empty one");

    [Test]
    public void Render_SizeThatTheLinearLayerCannotTake_ReportsWhy() =>
        BadInput.AssertRefused(
            _folder, ["--size", "40"], "fc1 (Linear)", "[...,800]", "[1,2048]", "one image size only");

    [Test]
    public void Render_SizeSmallerThanTheKernels_ReportsWhere() =>
        BadInput.AssertRefused(_folder, ["--size", "5"], "conv2 (Conv2d)", "[1,16,2,2]", "use a larger image");

    [TestCase(2, "which network? Give --model", "render")]
    [TestCase(2, "no model 'resnt18'", "render", "--model", "resnt18")]
    [TestCase(2, "resnet18 needs weights: --weights FILE", "render", "--model", "resnet18")]
    [TestCase(2, "no such file", "render", "--model", "net.onnx")]
    [TestCase(2, "which network? Give --model", "inspect")]
    [TestCase(2, "no model 'vgg12'", "inspect", "--model", "vgg12")]
    [TestCase(2, "no such file", "inspect", "--model", "net.onnx")]
    [TestCase(2, "four positive numbers", "inspect", "--model", "resnet18", "--input-shape", "1,3,224")]
    [TestCase(2, "four positive numbers", "inspect", "--model", "resnet18", "--input-shape", "1,3,0,224")]
    [TestCase(2, "at most 2147483647", "inspect", "--model", "resnet18", "--input-shape", "1,3,2000000000,2000000000")]
    [TestCase(2, "[N,3,H,W]", "inspect", "--model", "resnet18", "--input-shape", "1,4,224,224")]
    [TestCase(2, "use a larger image", "inspect", "--model", "vgg16", "--input-shape", "1,3,5,5")]
    [TestCase(2, "from 1 to", "inspect", "--model", "mobilenet_v2", "--num-classes", "2000000000")]
    [TestCase(2, "there is no command 'rnder'; near it is render. See 'miniconvviz --help'.", "rnder")]
    [TestCase(2, "See 'miniconvviz --help'")]
    public void AnyCommand_ThatCannotBe_IsRefused(int exitCode, string told, params string[] arguments)
    {
        CliProcess.RunIn(_folder.Root, arguments).IsRefused(exitCode, told);
        Assert.That(_folder.Names, Is.Empty);
    }

    [TestCase("file")]
    [TestCase("file/below")]
    public void Render_OutputBelowAFile_IsRefused(string output)
    {
        _folder.Write("file", "in the way"u8);

        BadInput.AssertRefused(
            _folder, ["--out", output], $"--out {_folder.File(output)}", "the folder cannot be created");
    }

    /// <summary>/proc exists, and no user can make files in it, not even root.</summary>
    [Test, Platform("Linux")]
    public void Render_ReadOnlyOutputFolder_IsRefused() =>
        BadInput.AssertRefused(_folder, ["--layers", "conv1", "--out", "/proc"], "--out /proc: cannot be written");
}
