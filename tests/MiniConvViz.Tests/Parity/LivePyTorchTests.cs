using MiniConvViz.Analysis;
using MiniConvViz.Execution;
using MiniConvViz.Formats;
using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Parity;

/// <summary>
/// Five of torchvision's networks at their own size against PyTorch on this machine: a script builds them, collects
/// real batch-norm statistics and writes checkpoints in both formats with every node's activation; we load the files
/// and must compute the same.
/// Needs Debian's python3-torch and python3-torchvision.
/// </summary>
[Category("Exhaustive")]
public sealed class LivePyTorchTests
{
    /// <summary>At 224x224, with checkpoints in all three formats.</summary>
    private static readonly string[] Models = ["resnet18", "vgg16_bn", "squeezenet1_1", "mobilenet_v2", "alexnet"];

    private string _folder = "";

    [OneTimeSetUp]
    public void DumpNetworks()
    {
        SystemPython.RequirePyTorch();
        _folder = Directory.CreateTempSubdirectory("miniconvviz-pytorch-").FullName;
        string script = RepositoryFiles.Get("tests", "python", "dump_networks.py");
        SystemPython.Run([script, "--out", _folder, "--models", .. Models]);
    }

    [OneTimeTearDown]
    public void RemoveDumps()
    {
        if (_folder.Length > 0)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    [TestCaseSource(nameof(Models))]
    public void EveryNode_KeepsTheContract(string model)
    {
        Network network = ModelZoo.Load(model, Path.Combine(_folder, model, "weights.pth"));
        StateDict reference = StateDict.Read(Path.Combine(_folder, model, "reference.safetensors"));
        IReadOnlyList<ReferenceComparison.NodeError> errors =
            ReferenceComparison.Compare(network, reference, Device.Cpu());
        ReferenceComparison.AssertContract(errors, network.Nodes.Count - 1);
    }

    [TestCaseSource(nameof(Models))]
    public void Output_WithNothingTappedAndAllFused_KeepsTheContract(string model)
    {
        Network network = ModelZoo.Load(model, Path.Combine(_folder, model, "weights.pth"));
        StateDict reference = StateDict.Read(Path.Combine(_folder, model, "reference.safetensors"));
        ReferenceComparison.AssertFusedOutputKeepsTheContract(network, reference, Device.Cpu());
    }

    [TestCaseSource(nameof(Models))]
    public void ZipLegacyAndSafetensors_HoldTheSameWeights(string model)
    {
        Network zip = ModelZoo.Load(model, Path.Combine(_folder, model, "weights.pth"));
        foreach (string file in (string[])["weights-legacy.pth", "weights.safetensors"])
        {
            Network other = ModelZoo.Load(model, Path.Combine(_folder, model, file));
            foreach ((Node a, Node b) in zip.Nodes.Zip(other.Nodes))
            {
                for (int p = 0; p < a.Operator.Parameters.Count; p++)
                {
                    Assert.That(
                        b.Operator.Parameters[p].Value.Values.SequenceEqual(a.Operator.Parameters[p].Value.Values),
                        $"{file}: {a.Name}.{a.Operator.Parameters[p].Name}");
                }
            }
        }
    }

    /// <summary>
    /// The users' script writes a reference, and <c>verify</c> finds no wrong node. Without intermediate references the
    /// bounds of a deep network may grow beyond float32; such nodes are not judged.
    /// </summary>
    [TestCaseSource(nameof(Models))]
    public void DumpedReference_IsWithinRoundingAtEveryNode(string model)
    {
        string weights = Path.Combine(_folder, model, "weights.pth");
        string path = Path.Combine(_folder, model, "dumped.safetensors");
        string script = RepositoryFiles.Get("weights", "dump_reference.py");
        string[] words = ["--model", model, "--weights", weights, "--random", "1,3,224,224", "--out", path];
        SystemPython.Run([script, .. words]);
        Network network = ModelZoo.Load(model, weights);

        foreach (bool isolate in (bool[])[true, false])
        {
            Verification result =
                new Verifier(network, ReferenceFile.Read(path), Device.Cpu()) { Isolate = isolate }.Run();

            Assert.That(result.Nodes, Has.Count.EqualTo(network.Nodes.Count - 1));
            Verdict[] fine = isolate ? [Verdict.WithinRounding] : [Verdict.WithinRounding, Verdict.NotJudged];
            Assert.That(result.Nodes.Where(node => !fine.Contains(node.Verdict)), Is.Empty);
            string how = isolate ? "isolated" : "run through";
            TestContext.Out.WriteLine($"{model}, {how}: {result.Count(Verdict.WithinRounding)} within rounding");
            Assert.That(result.NotInNetwork.Concat(result.NotInReference), Is.Empty);
        }
    }
}
