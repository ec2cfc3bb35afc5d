using MiniConvViz.Analysis;
using MiniConvViz.Execution;
using MiniConvViz.Networks;
using MiniConvViz.Ops;

namespace MiniConvViz.Tests.Parity;

/// <summary>
/// Networks that others have trained and saved as ONNX (<see cref="TrainedFile"/>): every value that a node computes is
/// within rounding of ONNX Runtime's.
/// </summary>
[Category("Exhaustive")]
public sealed class TrainedFileTests
{
    /// <summary>
    /// ONNX Runtime's Sigmoid is a quotient of polynomials, which is off by up to two units in the last place of 1,
    /// also where the result is near 0; ours is within rounding of PyTorch's.
    /// </summary>
    private const double RuntimesSigmoid = 2.5e-7;

    [TestCase("ResNet18.onnx", 1, 224, 224, 74)]
    [TestCase("ResNetPreprocess.onnx", 1, 224, 224, 5)]
    [TestCase("ch_PP-OCRv4_det_infer.onnx", 1, 64, 96, 330)]
    [TestCase("ch_PP-OCRv4_det_infer.onnx", 2, 96, 64, 330)]
    [TestCase("ch_PP-OCRv4_rec_infer.onnx", 1, 48, 80, 403)]
    [TestCase("ch_PP-OCRv4_rec_infer.onnx", 2, 48, 104, 403)]
    [TestCase("ch_ppocr_mobile_v2.0_cls_infer.onnx", 1, 48, 192, 215)]
    [TestCase("ch_ppocr_mobile_v2.0_cls_infer.onnx", 3, 48, 192, 215)]
    public void EveryNode_IsWithinRoundingOfOnnxRuntimes(string file, int batch, int height, int width, int nodes)
    {
        string model = TrainedFile.Get(file);
        using TemporaryFolder folder = new();
        string path = folder.File("reference.safetensors");
        (Network network, IReadOnlyList<string> withoutNode) =
            OnnxRuntimeReference.Write(model, SmoothImage.Make(batch, height, width), path);

        Verification result = new Verifier(network, ReferenceFile.Read(path), Device.Cpu()).Run();

        TestContext.Out.WriteLine(
            $"{file}: {result.Nodes.Count} nodes compared, largest relative difference: "
            + $"{result.Nodes.MaxBy(node => node.RelativeL2)}");
        Assert.That(
            result.Nodes.Where(node => !IsFine(node)).Select(node => $"{node} {node.Worst}"), Is.Empty);
        Assert.That(result.Nodes, Has.Count.EqualTo(nodes));
        Assert.That(withoutNode, Is.Empty, "values of nodes of the file");
        Assert.That(result.NotInReference.Concat(result.NotInNetwork).Select(left => left.Name), Is.Empty);
    }

    internal static bool IsFine(NodeVerdict node) => node.Verdict == Verdict.WithinRounding
        || (node.Node.Operator is Sigmoid && node.MaxDifference <= RuntimesSigmoid);
}
