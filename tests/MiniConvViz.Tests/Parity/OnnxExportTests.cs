using MiniConvViz.Analysis;
using MiniConvViz.Execution;
using MiniConvViz.Networks;

namespace MiniConvViz.Tests.Parity;

/// <summary>
/// Networks that are not in the zoo, exported by PyTorch on this machine: each is imported, every node that has a name
/// in PyTorch is within rounding of PyTorch's own, and so is the output.
/// </summary>
[Category("Exhaustive")]
public sealed class OnnxExportTests
{
    private string _folder = "";

    [OneTimeSetUp]
    public void Export()
    {
        SystemPython.RequirePyTorch();
        _folder = Directory.CreateTempSubdirectory("miniconvviz-onnx-").FullName;
        SystemPython.Run(RepositoryFiles.Get("tests", "python", "dump_small_networks.py"), "--out", _folder);
    }

    [OneTimeTearDown]
    public void RemoveExports()
    {
        if (_folder.Length > 0)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    [TestCase("unet", 33)]
    [TestCase("squeeze_excite", 27)]
    [TestCase("autoencoder", 11)]
    [TestCase("group_norm", 8)]
    [TestCase("sequence", 9)]
    [TestCase("many_activations", 15)]
    [TestCase("resnet18_opset9", 69)]
    [TestCase("resnet18_folded", 49)]
    [TestCase("lraspp", 190)]
    [TestCase("deeplabv3", 200)]
    public void EveryNodeThatPyTorchNames_IsWithinRounding(string name, int nodes)
    {
        Network network = OnnxReader.Read(Path.Combine(_folder, name + ".onnx"));
        ReferenceFile reference = ReferenceFile.Read(Path.Combine(_folder, name + ".safetensors"));

        Verification result = new Verifier(network, reference, Device.Cpu()).Run();

        TestContext.Out.WriteLine($"{name}: {result.Nodes.Count} nodes of {reference.Names.Count} compared; "
            + $"not in PyTorch: {string.Join(", ", result.NotInReference.Select(name => name.Name))}; "
            + $"not in the file: {string.Join(", ", result.NotInNetwork.Select(name => name.Name))}");
        Assert.That(result.Nodes.Where(node => node.Verdict != Verdict.WithinRounding).Select(Describe), Is.Empty);
        Assert.That(result.Nodes, Has.Count.GreaterThanOrEqualTo(nodes));
    }

    [TestCase("unet")]
    [TestCase("squeeze_excite")]
    [TestCase("autoencoder")]
    [TestCase("group_norm")]
    [TestCase("sequence")]
    [TestCase("many_activations")]
    [TestCase("resnet18_opset9")]
    [TestCase("resnet18_folded")]
    [TestCase("lraspp")]
    [TestCase("deeplabv3")]
    public void Output_OnEveryDevice_KeepsTheContract(string name)
    {
        Network network = OnnxReader.Read(Path.Combine(_folder, name + ".onnx"));
        ReferenceFile reference = ReferenceFile.Read(Path.Combine(_folder, name + ".safetensors"));
        string last = reference.Names[^1];
        double[] truth = reference.FindDouble(last)!;
        double pytorch = NumericAssert.RelativeError(reference.Find(last)!.Values, truth);
        foreach (string device in new[] { "reference", "cpu", "ilgpu-cpu" })
        {
            using Session session = new(network, Device.Parse(device));
            double ours = NumericAssert.RelativeError(session.Run(reference.InputsFor(network)).Values, truth);
            TestContext.Out.WriteLine($"{name} on {device}: {ours:E2} (PyTorch {pytorch:E2})");
            Assert.That(ours, Is.LessThanOrEqualTo(Math.Max(1.5 * pytorch, NumericAssert.RelativeL2)), device);
        }
    }

    private static string Describe(NodeVerdict node) =>
        $"{node} {node.Worst}: got {node.Worst?.Got:R}, expected {node.Worst?.Expected:R} +- {node.Worst?.Bound:E1}";

    [Test]
    public void FoldedBatchNorms_AreLabelled()
    {
        Network network = OnnxReader.Read(Path.Combine(_folder, "resnet18_folded.onnx"));

        Assert.That(network["layer1.0.conv1"].Remark, Is.EqualTo("batch norm folded in by the exporter"));
        Assert.That(network.Nodes.Count(node => node.Remark.Length > 0), Is.EqualTo(20));
    }
}
