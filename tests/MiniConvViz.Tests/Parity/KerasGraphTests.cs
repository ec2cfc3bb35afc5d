using MiniConvViz.Analysis;
using MiniConvViz.Execution;
using MiniConvViz.Networks;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;
using MiniConvViz.Tests.Formats;

namespace MiniConvViz.Tests.Parity;

/// <summary>
/// Graphs as tf2onnx writes Keras' networks, with channels last, transposes around convolutions, padding by
/// <c>auto_pad</c> and open axes: every node is within rounding of ONNX Runtime's, at two sizes.
/// </summary>
public sealed class KerasGraphTests
{
    private static readonly string[] Names = ["mobile_net", "squeeze_excite", "unet", "dense_head", "layer_norm"];

    private static readonly int[][] Sizes = [[1, 16, 24], [2, 28, 20]];

    [Test]
    public void EveryNode_IsWithinRoundingOfOnnxRuntimes(
        [ValueSource(nameof(Names))] string name, [ValueSource(nameof(Sizes))] int[] size)
    {
        Tensor image = SmoothImage.Make(size[0], size[1], size[2]);
        Tensor input = EagerRun.Run(new Permute([0, 2, 3, 1]), [image]);
        using TemporaryFolder folder = new();
        string model = folder.Write("net.onnx", new KerasGraph().Make(name));
        string reference = folder.File("reference.safetensors");

        (Network network, IReadOnlyList<string> withoutNode) = OnnxRuntimeReference.Write(model, input, reference);
        Verification result = new Verifier(network, ReferenceFile.Read(reference), Device.Cpu()).Run();

        TestContext.Out.WriteLine($"{result.Nodes.Count} nodes compared; no nodes: {string.Join(", ", withoutNode)}");
        Assert.That(
            result.Nodes.Where(node => !TrainedFileTests.IsFine(node)).Select(node => $"{node} {node.Worst}"), Is.Empty);
        Assert.That(result.NotInReference.Concat(result.NotInNetwork).Select(left => left.Name), Is.Empty);
        Assert.That(result.Nodes, Has.Count.GreaterThanOrEqualTo(8));
    }
}
