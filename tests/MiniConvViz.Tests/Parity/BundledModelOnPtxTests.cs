using MiniConvViz.Formats;
using MiniConvViz.Networks;

namespace MiniConvViz.Tests.Parity;

/// <summary>
/// The bundled networks as an NVIDIA GPU would compute them, kernel by kernel in the forms that are chosen for one,
/// compared with PyTorch's values.
/// </summary>
[Category("Ptx")]
public sealed class BundledModelOnPtxTests
{
    [Test]
    public void EveryNode_EqualsPyTorchs([Values("fashion-lenet", "fashion-resnet")] string model)
    {
        Network network = ModelZoo.Load(model);
        StateDict reference = StateDict.Read(RepositoryFiles.Get("weights", model, "reference.safetensors"));
        IReadOnlyList<ReferenceComparison.NodeError> errors =
            ReferenceComparison.Compare(network, reference, TestDevices.Open("ptx"));
        ReferenceComparison.AssertContract(errors, network.Nodes.Count - 1);
    }
}
