using MiniConvViz.Analysis;
using MiniConvViz.Execution;
using MiniConvViz.Formats;
using MiniConvViz.Networks;
using MiniConvViz.Ops;
using MiniConvViz.Taps;

namespace MiniConvViz.Tests.Parity;

/// <summary>
/// Networks with recurrent layers, exported by PyTorch on this machine: every node that has a name in PyTorch is within
/// rounding of PyTorch's own, for open axes at a size that the file was not exported with too.
/// </summary>
[Category("Exhaustive")]
public sealed class RecurrentExportTests
{
    private static readonly string[] Devices = ["cpu", "reference", "ilgpu-cpu"];
    private string _folder = "";

    [OneTimeSetUp]
    public void Export()
    {
        SystemPython.RequirePyTorch();
        _folder = Directory.CreateTempSubdirectory("miniconvviz-recurrent-").FullName;
        SystemPython.Run(RepositoryFiles.Get("tests", "python", "recurrent_networks.py"), "--out", _folder);
    }

    [OneTimeTearDown]
    public void RemoveExports()
    {
        if (_folder.Length > 0)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    /// <param name="name">The network.</param>
    /// <param name="input">The input, by its file.</param>
    /// <param name="compared">A node that must be among those that are compared.</param>
    /// <param name="others">PyTorch's nodes that the file lacks: parts of tuples, what has another name in ONNX, and all
    /// hidden states where only the last ones are read.</param>
    [TestCase("crnn", "crnn", "rnn", "getitem")]
    [TestCase("crnn_dynamic", "crnn_dynamic", "rnn", "getitem")]
    [TestCase("crnn_dynamic", "crnn_dynamic-other", "rnn", "getitem")]
    [TestCase("tagger", "tagger", "gru", "getitem")]
    [TestCase("tagger", "tagger-other", "gru", "getitem")]
    [TestCase("rnn_tanh", "rnn_tanh", "fc", "rnn, getitem")]
    [TestCase("rnn_relu", "rnn_relu", "fc", "rnn, getitem")]
    [TestCase("rnn_relu", "rnn_relu-other", "fc", "rnn, getitem")]
    [TestCase("translator", "translator", "decoder", "flip, getitem_1, getitem_2")]
    [TestCase("counter", "counter", "gru", "getitem, getitem_1")]
    public void EveryNode_IsWithinRoundingOfPyTorchs(string name, string input, string compared, string others)
    {
        ReferenceFile reference = ReferenceFile.Read(Path.Combine(_folder, $"{input}.safetensors"));
        Network network = OnnxReader.Read(Path.Combine(_folder, $"{name}.onnx"), given: null, strict: true);
        string last = reference.Names[^1];
        double[] truth = reference.FindDouble(last)!;
        double pytorch = NumericAssert.RelativeError(reference.Find(last)!.Values, truth);
        foreach (string device in Devices)
        {
            Verification result = new Verifier(network, reference, Device.Parse(device)).Run();
            TestContext.Out.WriteLine($"{device}: {string.Join(", ", result.Nodes)}; not in PyTorch: "
                + string.Join(", ", result.NotInReference.Select(node => node.Name))
                + $"; not in the file: {string.Join(", ", result.NotInNetwork.Select(left => left.Name))}");
            Assert.That(
                result.Nodes.Where(node => node.Verdict != Verdict.WithinRounding).Select(node => $"{node}"),
                Is.Empty);
            Assert.That(result.Nodes.Select(node => node.Node.Name), Does.Contain(compared));
            Assert.That(string.Join(", ", result.NotInNetwork.Select(left => left.Name)), Is.EqualTo(others), device);

            using Session session = new(network, Device.Parse(device));
            double ours = NumericAssert.RelativeError(session.Run(reference.InputsFor(network)).Values, truth);
            TestContext.Out.WriteLine($"{name} on {device}: {ours:E2} (PyTorch {pytorch:E2})");
            Assert.That(ours, Is.LessThanOrEqualTo(Math.Max(1.5 * pytorch, NumericAssert.RelativeL2)), device);
        }
    }

    [Test]
    public void NetworkBuilder_OfTheSameCheckpoint_MatchesPyTorch([Values("tagger", "tagger-other")] string input)
    {
        ReferenceFile reference = ReferenceFile.Read(Path.Combine(_folder, $"{input}.safetensors"));
        CheckpointParameters parameters = new(StateDict.Read(Path.Combine(_folder, "tagger.pth"))) { IsPartial = true };
        NetworkBuilder net = new(SmallNetworks.Card(), parameters);
        Node x = net.Apply("input", new Input([2, 11, 10], ["N", "L", null]));
        net.Linear("fc", net.GRU("gru", x, 10, 7, numLayers: 2, batchFirst: true, bidirectional: true), 14, 5);

        using Session session = new(net.Build(), Device.Cpu(2));
        using Tap tap = session.Tap("gru", "fc");
        session.Run(reference.Find("transpose")!);
        NumericAssert.Close(tap["gru"].Values, reference.Find("gru")!, input);
        NumericAssert.Close(tap["fc"].Values, reference.Find("fc")!, input);
    }

    [Test]
    public void LSTMOfNetworkBuilder_MatchesPyTorch()
    {
        ReferenceFile reference = ReferenceFile.Read(Path.Combine(_folder, "crnn.safetensors"));
        CheckpointParameters parameters = new(StateDict.Read(Path.Combine(_folder, "crnn.pth"))) { IsPartial = true };
        NetworkBuilder net = new(SmallNetworks.Card(), parameters);
        net.LSTM("rnn", net.Apply("input", new Input([20, 1, 12], [null, null, null])), 12, 16, numLayers: 2, bidirectional: true);

        using Session session = new(net.Build(), Device.Cpu(2));
        NumericAssert.Close(session.Run(reference.Find("permute")!), reference.Find("rnn")!, "rnn");
    }

    [Test]
    public void LayersOfAnLSTM_AreNodesOfTheirOwn()
    {
        Network network = OnnxReader.Read(Path.Combine(_folder, "crnn.onnx"), given: null, strict: true);

        Assert.That(
            network.Nodes.Where(node => node.Operator is RecurrentOperator).Select(node => $"{node}"),
            Is.EqualTo(new[] { "rnn.lstm (LSTM)", "rnn.lstm_1 (LSTM)" }));
    }
}
