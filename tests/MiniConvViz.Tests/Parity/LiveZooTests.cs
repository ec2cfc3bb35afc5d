using MiniConvViz.Execution;
using MiniConvViz.Formats;
using MiniConvViz.Networks;

namespace MiniConvViz.Tests.Parity;

/// <summary>
/// Every torchvision network of the zoo against PyTorch on this machine, one after the other: a script builds it,
/// gathers batch-norm statistics and writes every node's activation in float32 and float64; we load the checkpoint, and
/// every node, and the output with everything fused, must keep the contract.
/// Needs Debian's python3-torch and python3-torchvision.
/// </summary>
public sealed class LiveZooTests
{
    /// <summary>
    /// 645 million weights, 8 GB on the way in double precision; its smaller siblings are the same code.
    /// </summary>
    private const string TooLarge = "regnet_y_128gf";

    private const int UsualSize = 96;

    /// <summary>
    /// Where a network halves the image so often that 96 pixels leave batch norms a few numbers, random weights grow.
    /// </summary>
    private static readonly Dictionary<string, int> Sizes = new()
    {
        ["efficientnet_b3"] = 160,
        ["efficientnet_b6"] = 160,
        ["efficientnet_b7"] = 160,
        ["efficientnet_v2_s"] = 160,
        ["efficientnet_v2_m"] = 224,
        ["efficientnet_v2_l"] = 224,
    };

    private static IEnumerable<string> Models => ModelZoo.Architectures
        .Select(architecture => architecture.Name)
        .Except([.. ModelZoo.Bundled, TooLarge]);

    [OneTimeSetUp]
    public void RequirePyTorch() => SystemPython.RequirePyTorch();

    [TestCaseSource(nameof(Models))]
    public void EveryNodeAndTheFusedOutput_KeepTheContract(string model)
    {
        using TemporaryFolder folder = new();
        string script = RepositoryFiles.Get("tests", "python", "dump_networks.py");
        string size = $"{Sizes.GetValueOrDefault(model, UsualSize)}";
        SystemPython.Run(script, "--out", folder.Root, "--size", size, "--zip-only", "--models", model);
        Network network = ModelZoo.Load(model, folder.File(Path.Combine(model, "weights.pth")));
        StateDict reference = StateDict.Read(folder.File(Path.Combine(model, "reference.safetensors")));

        ReferenceComparison.AssertContract(
            ReferenceComparison.Compare(network, reference, Device.Cpu()), network.Nodes.Count - 1);
        ReferenceComparison.AssertFusedOutputKeepsTheContract(network, reference);
    }
}
