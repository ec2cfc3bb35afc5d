using System.Globalization;
using MiniConvViz.Analysis;
using MiniConvViz.Execution;
using MiniConvViz.Formats;
using MiniConvViz.Networks;
using MiniConvViz.Taps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Parity;

/// <summary>
/// Networks that PyTorch on this machine exports with open axes and run at another size than the export's: the outputs
/// keep the contract of docs/fidelity.md, and every node that PyTorch names is within rounding of PyTorch's.
/// </summary>
[Category("Exhaustive")]
public sealed class DynamicExportTests
{
    private const string DoublePrefix = "float64/";

    [OneTimeSetUp]
    public void RequirePyTorch() => SystemPython.RequirePyTorch();

    [TestCaseSource(typeof(DynamicNetworks), nameof(DynamicNetworks.Names))]
    public void OtherSizeThanTheExports_MatchesPyTorch(string name)
    {
        using TemporaryFolder folder = new();
        SystemPython.Run(RepositoryFiles.Get("tests", "python", "dynamic_networks.py"), "--out", folder.Root, name);
        Network network = OnnxReader.Read(folder.File($"{name}.onnx"));
        ReferenceFile reference = ReferenceFile.Read(folder.File($"{name}.nodes.safetensors"));
        Assert.That(network.MissingSummary, Is.Empty);
        AssertOutputs(network, reference, StateDict.Read(folder.File($"{name}.outputs.safetensors")));
        Verification result = new Verifier(network, reference, Device.Cpu()).Run();

        TestContext.Out.WriteLine($"{result.Nodes.Count} nodes of {reference.Names.Count} compared");
        Assert.That(
            result.Nodes.Where(node => node.Verdict != Verdict.WithinRounding && !IsUnjudged(node)).Select(Describe),
            Is.Empty);

        bool IsUnjudged(NodeVerdict node) =>
            node.Verdict == Verdict.NotJudged && DynamicNetworks.PartlyJudged.Contains(name);
    }

    [Test]
    public void List_IsThatOfPython()
    {
        string script = RepositoryFiles.Get("tests", "python", "dynamic_networks.py");
        string[][] lines =
        [
            .. SystemPython.Run(script, "--list").Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.Split(' ')),
        ];

        Assert.That(
            DynamicNetworks.Groups.SelectMany(group => group.Names.Select(name => $"{group.File} {name}")),
            Is.EquivalentTo(lines.Select(line => $"{line[0]} {line[1]}")));
        Assert.That(
            lines.Select(line => int.Parse(line[2], CultureInfo.InvariantCulture)).Distinct().Order(),
            Is.EqualTo(Enumerable.Range(9, 8)),
            "versions of the operators");
    }

    private static void AssertOutputs(Network network, ReferenceFile reference, StateDict expected)
    {
        using Session session = new(network, Device.Cpu());
        using Tap tap = session.Tap(network.Outputs);
        session.Run(reference.InputsFor(network));
        Assert.That(network.Outputs, Has.Count.EqualTo(expected.Tensors.Count / 2));
        for (int i = 0; i < network.Outputs.Count; i++)
        {
            Tensor single = Get(expected, $"{i}").ToTensor();
            double[] truth = Get(expected, $"{DoublePrefix}{i}").ToDoubles();
            Tensor output = tap[network.Outputs[i].Name].Values;
            Assert.That(output.Shape, Is.EqualTo(single.Shape), $"output {i}");
            double ours = NumericAssert.RelativeError(output.Values, truth);
            double pytorch = NumericAssert.RelativeError(single.Values, truth);
            TestContext.Out.WriteLine($"output {i} {output.Shape}: {ours:E2} (PyTorch {pytorch:E2})");
            Assert.That(ours, Is.LessThanOrEqualTo(Math.Max(1.5 * pytorch, NumericAssert.RelativeL2)), $"output {i}");
            Assert.That(output.Values.ToArray().Distinct().Take(2).Count(), Is.EqualTo(2), "values that differ");
        }
    }

    private static WeightTensor Get(StateDict file, string name) =>
        file.TryGet(name, out WeightTensor? tensor) ? tensor : throw new KeyNotFoundException(name);

    private static string Describe(NodeVerdict node) =>
        $"{node} {node.Worst}: got {node.Worst?.Got:R}, expected {node.Worst?.Expected:R} +- {node.Worst?.Bound:E1}";
}
