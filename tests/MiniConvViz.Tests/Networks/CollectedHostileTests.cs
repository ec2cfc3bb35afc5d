using MiniConvViz.Execution;
using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Networks;

/// <summary>
/// Files that once ended the process or escaped as exceptions, kept outside of the repository: each is refused where it
/// is read, except two valid networks.
/// </summary>
[TestFixtureSource(typeof(TestDevices), nameof(TestDevices.Fixtures))]
public sealed class CollectedHostileTests(string device)
{
    private static readonly string[] InOrder = ["esc-names.onnx", "tapped_bits_differ.onnx"];

    [Test]
    public void EveryFile_IsRefusedInOneLineOrRuns()
    {
        string[] files = Directory.GetFiles(RepositoryFiles.Shared("cases", "hostile"), "*.onnx");
        using IDisposable scope = Assert.EnterMultipleScope();
        foreach (string file in files)
        {
            string? refusal = Refusal(file);
            bool isRefused = refusal is not null;
            Assert.That(isRefused, Is.EqualTo(!InOrder.Contains(Path.GetFileName(file))), file);
            Assert.That(refusal ?? "", Does.Not.Contain("\n").And.Not.Contain("no check names"), file);
        }

        Assert.That(files, Is.Not.Empty);
    }

    private string? Refusal(string file)
    {
        try
        {
            Network network = OnnxReader.Read(file);
            using Session session = new(network, TestDevices.Open(device));
            Tensor output = session.Run([.. network.ExampleShapes.Select(shape => new Tensor(shape))]);
            return output.Shape.Count > 0 ? null : "no output";
        }
        catch (Exception problem) when (
            problem is UnreadableInputException or UnsupportedModelException or NetworkException)
        {
            return problem.Message;
        }
    }
}
