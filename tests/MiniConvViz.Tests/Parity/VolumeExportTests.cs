using MiniConvViz.Analysis;
using MiniConvViz.Execution;
using MiniConvViz.Networks;
using MiniConvViz.Ops;

namespace MiniConvViz.Tests.Parity;

/// <summary>
/// Networks over volumes, exported by PyTorch on this machine: their nodes are PyTorch's layers, and each is within
/// rounding of PyTorch's own, for open axes at a size that the file was not exported with too.
/// </summary>
[Category("Exhaustive")]
public sealed class VolumeExportTests
{
    private string _folder = "";

    [OneTimeSetUp]
    public void Export()
    {
        SystemPython.RequirePyTorch();
        _folder = Directory.CreateTempSubdirectory("miniconvviz-volumes-").FullName;
        SystemPython.Run(RepositoryFiles.Get("tests", "python", "volume_networks.py"), "--out", _folder);
    }

    [OneTimeTearDown]
    public void RemoveExports()
    {
        if (_folder.Length > 0)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    [TestCase("unet3d", "unet3d")]
    [TestCase("unet3d", "unet3d-other")]
    [TestCase("video", "video")]
    [TestCase("video", "video-other")]
    [TestCase("conv_strides", "conv_strides")]
    [TestCase("conv_strides", "conv_strides-other")]
    [TestCase("max_pools", "max_pools")]
    [TestCase("avg_pools", "avg_pools")]
    [TestCase("avg_pools", "avg_pools-other")]
    [TestCase("avg_pool_ceil", "avg_pool_ceil")]
    [TestCase("transposed", "transposed")]
    [TestCase("transposed", "transposed-other")]
    public void EveryNode_IsWithinRoundingOfPyTorchs(string name, string input)
    {
        ReferenceFile reference = ReferenceFile.Read(Path.Combine(_folder, $"{input}.safetensors"));
        Network network = OnnxReader.Read(Path.Combine(_folder, $"{name}.onnx"));
        foreach (string device in new[] { "cpu", "reference", "ilgpu-cpu" })
        {
            Verification result = new Verifier(network, reference, Device.Parse(device)).Run();

            Assert.That(
                result.Nodes.Where(node => node.Verdict != Verdict.WithinRounding).Select(node => $"{node}"), Is.Empty);
            Assert.That(result.NotInNetwork.Select(left => left.Name), Is.Empty, device);
            Assert.That(result.Nodes, Has.Count.EqualTo(reference.Names.Count - 1), device);
        }
    }

    [Test]
    public void Nodes_AreTheLayersAndNoScaffolding()
    {
        Network network = OnnxReader.Read(Path.Combine(_folder, "unet3d.onnx"));

        Assert.That(
            network.Nodes.Where(node => node.Operator is not (Input or Constant)).Select(node => $"{node}"),
            Is.EqualTo(new[]
            {
                "down (Conv3d)", "relu (ReLU)", "pool (MaxPool3d)", "middle (Conv3d)", "norm (InstanceNorm3d)",
                "leaky_relu (LeakyReLU)", "up (ConvTranspose3d)", "cat (Concat)", "last (Conv3d)",
            }));
    }
}
