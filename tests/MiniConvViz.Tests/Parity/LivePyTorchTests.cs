using MiniConvViz.Analysis;
using MiniConvViz.Execution;
using MiniConvViz.Formats;
using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Parity;

/// <summary>
/// torchvision's networks against PyTorch on this machine: a script builds them, gathers real batch-norm statistics and
/// writes checkpoints in both formats with every node's activation; we load the files and must get the same.
/// Needs Debian's python3-torch and python3-torchvision.
/// </summary>
public sealed class LivePyTorchTests
{
    /// <summary>At 224x224, with checkpoints in all three formats.</summary>
    private static readonly string[] Models = ["resnet18", "vgg16_bn", "squeezenet1_1", "mobilenet_v2", "alexnet"];

    /// <summary>At 96x96, which is quick: the smaller networks of every other family.</summary>
    private static readonly string[] SmallImageModels =
    [
        "resnext50_32x4d", "wide_resnet50_2", "densenet121", "densenet169", "googlenet", "inception_v3",
        "mobilenet_v3_small", "mobilenet_v3_large", "regnet_x_400mf", "regnet_y_400mf", "efficientnet_b0",
        "efficientnet_b5", "mnasnet0_5", "mnasnet1_3", "shufflenet_v2_x0_5", "shufflenet_v2_x1_0", "convnext_tiny",
    ];

    private static readonly string[] AllModels = [.. Models, .. SmallImageModels];

    private string _folder = "";

    [OneTimeSetUp]
    public void DumpNetworks()
    {
        SystemPython.RequirePyTorch();
        _folder = Directory.CreateTempSubdirectory("miniconvviz-pytorch-").FullName;
        string script = RepositoryFiles.Get("tests", "python", "dump_networks.py");
        string[] command = [script, "--out", _folder];
        SystemPython.Run([.. command, "--models", .. Models]);
        SystemPython.Run([.. command, "--size", "96", "--zip-only", "--models", .. SmallImageModels]);
    }

    [OneTimeTearDown]
    public void RemoveDumps()
    {
        if (_folder.Length > 0)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    [TestCaseSource(nameof(AllModels))]
    public void EveryNode_KeepsTheContract(string model)
    {
        Network network = ModelZoo.Load(model, Path.Combine(_folder, model, "weights.pth"));
        StateDict reference = StateDict.Read(Path.Combine(_folder, model, "reference.safetensors"));
        IReadOnlyList<ReferenceComparison.NodeError> errors =
            ReferenceComparison.Compare(network, reference, Device.Cpu());
        ReferenceComparison.AssertContract(errors, network.Nodes.Count - 1);
    }

    [TestCaseSource(nameof(AllModels))]
    public void Output_WithNothingTappedAndAllFused_KeepsTheContract(string model)
    {
        Network network = ModelZoo.Load(model, Path.Combine(_folder, model, "weights.pth"));
        StateDict reference = StateDict.Read(Path.Combine(_folder, model, "reference.safetensors"));
        using Session session = new(network, Device.Cpu());
        Tensor output = session.Run(Get(reference, "input").ToTensor());
        double[] truth = Get(reference, "float64/" + network.Output.Name).ToDoubles();
        double ours = NumericAssert.RelativeError(output.Values, truth);
        double pytorch = NumericAssert.RelativeError(Get(reference, network.Output.Name).ToTensor().Values, truth);
        TestContext.Out.WriteLine($"{model}: {ours:E2} (PyTorch {pytorch:E2})");
        Assert.That(ours, Is.LessThanOrEqualTo(Math.Max(1.5 * pytorch, NumericAssert.RelativeL2)));
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

    /// <summary>The users' script writes a reference, and <c>verify</c> finds nothing wrong with any node.</summary>
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
            Assert.That(result.Nodes.Where(node => node.Verdict != Verdict.WithinRounding), Is.Empty);
            Assert.That(result.NotInNetwork.Concat(result.NotInReference), Is.Empty);
        }
    }

    private static WeightTensor Get(StateDict file, string name) =>
        file.TryGet(name, out WeightTensor? tensor) ? tensor : throw new KeyNotFoundException(name);
}
