using MiniConvViz.Execution;
using MiniConvViz.Formats;
using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Parity;

/// <summary>
/// The bundled networks on every device against PyTorch's outputs, saved at training.
/// </summary>
[TestFixtureSource(typeof(TestDevices), nameof(TestDevices.Fixtures))]
internal sealed class BundledModelTests(string device)
{
    [Test]
    public void EveryNode_EqualsPyTorchs([Values("fashion-lenet", "fashion-resnet")] string model)
    {
        Network network = ModelZoo.Load(model);
        StateDict reference = StateDict.Read(RepositoryFiles.Get("weights", model, "reference.safetensors"));
        IReadOnlyList<ReferenceComparison.NodeError> errors =
            ReferenceComparison.Compare(network, reference, TestDevices.Open(device));
        ReferenceComparison.AssertContract(errors, network.Nodes.Count - 1);
    }

    [Test]
    public void ThreeHundredTestImages_GetPyTorchsOwnPredictions(
        [Values("fashion-lenet", "fashion-resnet")] string model)
    {
        StateDict images = StateDict.Read(
            RepositoryFiles.Get("weights", "fashion-test", "fashion-test-300.safetensors"));
        Tensor input = Normalise(Get(images, "images").ToTensor(), ModelZoo.Find(model).Card);
        Tensor expected = Get(images, model).ToTensor();
        using Session session = new(ModelZoo.Load(model), TestDevices.Open(device));
        Tensor logits = session.Run(input);
        NumericAssert.Close(logits, expected, "logits", tolerance: 1e-5);
        Assert.That(Predictions(logits), Is.EqualTo(Predictions(expected)));
    }

    private static Tensor Normalise(Tensor bytes, ModelCard card)
    {
        Tensor input = new([bytes.Shape[0], 1, 28, 28]);
        for (int i = 0; i < input.Values.Length; i++)
        {
            input.Values[i] = ((bytes.Values[i] / 255f) - card.Mean[0]) / card.Std[0];
        }

        return input;
    }

    private static int[] Predictions(Tensor logits) =>
    [
        .. Enumerable.Range(0, logits.Shape.Batch).Select(n =>
        {
            ReadOnlySpan<float> row = logits.Values.Slice(n * 10, 10);
            int best = 0;
            for (int c = 1; c < row.Length; c++)
            {
                best = row[c] > row[best] ? c : best;
            }

            return best;
        }),
    ];

    private static WeightTensor Get(StateDict file, string name) =>
        file.TryGet(name, out WeightTensor? tensor) ? tensor : throw new KeyNotFoundException(name);
}
