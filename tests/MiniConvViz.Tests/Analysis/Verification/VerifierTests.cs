using MiniConvViz.Analysis;
using MiniConvViz.Execution;
using MiniConvViz.Networks;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Analysis;

/// <summary>The verdict on a node, and its messages.</summary>
public sealed class VerifierTests
{
    private const int Terms = 4096;

    private TemporaryFolder _folder = null!;
    private PlantedReference _planted = null!;

    [SetUp]
    public void MakeFolder() => _planted = new PlantedReference(_folder = new TemporaryFolder());

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void BundledModel_AgainstWhatPyTorchWrote_IsWithinRounding(
        [Values("fashion-lenet", "fashion-resnet")] string model,
        [Values("cpu", "reference", "ilgpu-cpu")] string device,
        [Values] bool isolate)
    {
        Network network = ModelZoo.Load(model);
        ReferenceFile reference = ReferenceFile.Read(RepositoryFiles.Get("weights", model, "reference.safetensors"));

        Verification result = new Verifier(network, reference, Device.Parse(device)) { Isolate = isolate }.Run();

        Assert.That(result.Nodes.Where(node => node.Verdict != Verdict.WithinRounding), Is.Empty);
        Assert.That(result.Nodes, Has.Count.EqualTo(network.Nodes.Count - 1));
        Assert.That(result.NotInNetwork, Is.Empty);
        Assert.That(result.NotInReference, Is.Empty);
        Assert.That(result.Explanation, Is.Null);
    }

    [Test]
    public void PriceOfTf32_IsThatOfTenDigits_WhereTensorCoresCompute()
    {
        Network network = ModelZoo.Load("fashion-resnet");
        ReferenceFile reference =
            ReferenceFile.Read(RepositoryFiles.Get("weights", "fashion-resnet", "reference.safetensors"));

        Verification result = new Verifier(network, reference, Device.Cpu()) { PriceTf32 = true }.Run();

        foreach (NodeVerdict node in result.Nodes)
        {
            Assert.That(node.Verdict, Is.EqualTo(Verdict.WithinRounding), node.Node.Name);
            Assert.That(
                node.Tf32RelativeL2,
                node.Node.Operator is Conv2d ? Is.InRange(1e-5, 5e-4) : Is.EqualTo(node.RelativeL2).Within(1e-12),
                node.Node.Name);
        }
    }

    [Test]
    public void OneWrongNumber_IsFoundWithItsPosition()
    {
        Dictionary<string, Tensor> nodes = Activations();
        float right = nodes["conv2"][1, 5, 2, 3];
        nodes["conv2"][1, 5, 2, 3] += 0.01f;

        Verification result = Verify(nodes);

        NodeVerdict wrong = result.FirstDivergence!;
        Assert.That(wrong.Node.Name, Is.EqualTo("conv2"));
        Assert.That(wrong.Verdict, Is.EqualTo(Verdict.Wrong));
        Assert.That(wrong.Worst!.Position, Is.EqualTo([1, 5, 2, 3]));
        Assert.That(wrong.Worst.Expected, Is.EqualTo(right + 0.01f));
        Assert.That(wrong.Worst.Got, Is.EqualTo(right).Within(1e-4));
        Assert.That(wrong.Worst.Bound, Is.GreaterThan(0).And.LessThan(0.01));
        Assert.That(wrong.MaxDifference, Is.EqualTo(0.01).Within(1e-4));
    }

    [TestCase(float.NaN)]
    [TestCase(float.PositiveInfinity)]
    public void NumberThatIsFiniteOnOneSideOnly_IsWrong(float planted)
    {
        Dictionary<string, Tensor> nodes = Activations();
        nodes["fc"].Values[3] = planted;

        NodeVerdict wrong = Verify(nodes).FirstDivergence!;

        Assert.That(wrong.Verdict, Is.EqualTo(Verdict.Wrong));
        Assert.That(wrong.MaxDifference, Is.EqualTo(double.PositiveInfinity));
        Assert.That(wrong.Worst!.Position, Is.EqualTo([0, 3]));
    }

    [Test]
    public void NetworkWithBrokenWeights_IsWrong(
        [Values(float.NaN, float.PositiveInfinity, 3e38f)] float planted,
        [Values("conv1", "bn1", "conv2", "fc")] string broken,
        [Values] bool isolate,
        [Values("cpu", "reference")] string device)
    {
        ReferenceFile reference = _planted.Write(PlantedReference.Image, Activations());
        Network network = PlantedReference.Build((name, right) => name == broken ? Broken(right, planted) : right);

        Verification result =
            new Verifier(network, reference, TestDevices.Open(device)) { Isolate = isolate }.Run();

        Assert.That(result.FirstDivergence?.Node.Name, Is.EqualTo(broken));
        Assert.That(result.FirstDivergence!.Verdict, Is.EqualTo(Verdict.Wrong));
    }

    /// <summary>The operator with all its first weights replaced.</summary>
    private static Operator Broken(Operator right, float planted)
    {
        Tensor weight = Tensor.Full(right.Parameters[0].Value.Shape, planted);
        return right switch
        {
            Conv2d convolution => convolution.WithWeights(weight, convolution.Bias),
            BatchNorm2d norm => new BatchNorm2d(weight, norm.Bias, norm.RunningMean, norm.RunningVar, norm.Eps),
            Linear linear => new Linear(weight, linear.Bias),
            _ => throw new ArgumentException($"{right} has no weights.", nameof(right)),
        };
    }

    [Test]
    public void NaNsOnBothSides_DoNotDiffer()
    {
        Tensor image = PlantedReference.Image.Clone();
        image.Values[0] = float.NaN;
        Dictionary<string, Tensor> nodes = PlantedReference.Activations(PlantedReference.Build(), image);

        ReferenceFile reference = _planted.Write(image, nodes);

        Assert.That(new Verifier(PlantedReference.Build(), reference, Device.Cpu()).Run().FirstDivergence, Is.Null);
    }

    [TestCase(0.0, Verdict.WithinRounding)]
    [TestCase(0.02, Verdict.WithinRounding)]
    [TestCase(0.5, Verdict.Suspicious)]
    [TestCase(1.1, Verdict.Wrong)]
    public void DifferenceOfOneLongSum_IsJudgedByTheTwoBounds(double ofCertainBound, Verdict expected)
    {
        NodeVerdict verdict = VerifyLongSums(sum => sum == 2 ? ofCertainBound : 0);

        Assert.That(verdict.Verdict, Is.EqualTo(expected));
        Assert.That(verdict.Worst!.Position, Is.EqualTo(ofCertainBound == 0 ? verdict.Worst.Position : [0, 2]));
    }

    [Test]
    public void DifferencesThatAreSmallButEverywhere_AreSuspicious()
    {
        NodeVerdict verdict = VerifyLongSums(sum => 0.08);

        Assert.That(verdict.Verdict, Is.EqualTo(Verdict.Suspicious));
        Assert.That(verdict.Reason, Does.Contain("all of them together hardly"));
    }

    [Test]
    public void WithoutIsolation_ErrorsOfOneNodeReachTheNext()
    {
        Dictionary<string, Tensor> nodes = PlantedReference.Activations(
            PlantedReference.Build((name, right) => name == "relu" ? new LeakyReLU(0.1f) : right),
            PlantedReference.Image);

        Assert.That(Names(Verify(nodes)), Is.EqualTo(["relu"]));
        Verification through = Verify(nodes, isolate: false);
        Assert.That(Names(through), Is.SupersetOf(["relu", "conv2", "silu", "fc"]));
        Assert.That(through.Explanation?.Node, Is.EqualTo("relu"));
        Assert.That(through.Explanation?.Hypothesis, Is.EqualTo("other activation"));

        static IEnumerable<string> Names(Verification result) =>
            result.Nodes.Where(node => node.Verdict == Verdict.Wrong).Select(node => node.Node.Name);
    }

    [Test]
    public void WithoutIsolation_AnOperatorOfUnknownAmplification_IsNotJudged()
    {
        static Operator Change(string name, Operator right) => name == "silu" ? new CELU(-1f) : right;
        Dictionary<string, Tensor> nodes =
            PlantedReference.Activations(PlantedReference.Build(Change), PlantedReference.Image);
        nodes["avgpool"].Values[0] += 1f;
        ReferenceFile reference = _planted.Write(PlantedReference.Image, nodes);

        Verification result =
            new Verifier(PlantedReference.Build(Change), reference, Device.Cpu()) { Isolate = false }.Run();

        NodeVerdict verdict = result.Nodes.Single(node => node.Node.Name == "avgpool");
        Assert.That(verdict.Verdict, Is.EqualTo(Verdict.NotJudged));
        Assert.That(verdict.Reason, Does.Contain("have no bound here: an operator jumps"));
    }

    [Test]
    public void ACustomOperator_WhoseRoundingIsUnknown_IsNotJudged()
    {
        static Operator Change(string name, Operator right) => name == "silu" ? new Square() : right;
        Dictionary<string, Tensor> nodes =
            PlantedReference.Activations(PlantedReference.Build(Change), PlantedReference.Image);
        nodes["silu"].Values[0] += 1f;
        ReferenceFile reference = _planted.Write(PlantedReference.Image, nodes);

        Verification result = new Verifier(PlantedReference.Build(Change), reference, Device.Cpu()).Run();

        Assert.That(result.Nodes.Single(node => node.Node.Name == "silu").Verdict, Is.EqualTo(Verdict.NotJudged));
    }

    [Test]
    public void NamesOnOneSideOnly_AreListedWithNearOnes()
    {
        Dictionary<string, Tensor> nodes = Activations();
        nodes["silu_act"] = nodes["silu"];
        nodes["something.else.entirely"] = nodes["fc"];
        nodes.Remove("silu");

        Verification result = Verify(nodes);

        Assert.That(result.NotInReference.Select(name => name.Name), Is.EqualTo(["silu"]));
        Assert.That(result.NotInReference[0].Near, Is.EqualTo(["silu_act"]));
        Assert.That(result.NotInNetwork.Select(name => name.Name), Is.EqualTo(["silu_act", "something.else.entirely"]));
        Assert.That(result.NotInNetwork[0].Near, Is.EqualTo(["silu"]));
        Assert.That(result.NotInNetwork[1].Near, Is.Empty);
        Assert.That(result.FirstDivergence, Is.Null, "avgpool reads our silu, whose rounding is known");
    }

    [Test]
    public void ConvolutionWithABatchNormFoldedIn_IsComparedWithTheBatchNorm()
    {
        Network whole = PlantedReference.Build();
        Dictionary<string, Tensor> nodes = PlantedReference.Activations(whole, PlantedReference.Image);
        NetworkBuilder net = new(whole.Card, new BlankParameters());
        Node x = net.Input();
        x = net.Apply(
            "conv1", ((BatchNorm2d)whole["bn1"].Operator).FoldInto((Conv2d)whole["conv1"].Operator), x);
        net.Apply("relu", new ReLU(), x);
        ReferenceFile reference = _planted.Write(
            PlantedReference.Image, nodes.Take(3).ToDictionary(pair => pair.Key, pair => pair.Value));

        Verification result = new Verifier(net.Build(), reference, Device.Cpu()).Run();

        Assert.That(result.Nodes.Select(node => node.Key), Is.EqualTo(["bn1", "relu"]));
        Assert.That(result.Nodes.Select(node => node.Verdict), Is.All.EqualTo(Verdict.WithinRounding));
        Assert.That(result.Nodes[0].Reason, Does.Contain("folded"));
        Assert.That(result.NotInNetwork, Is.Empty);
    }

    [Test]
    public void Layers_AreTheOnesJudged()
    {
        ReferenceFile reference = _planted.Write(PlantedReference.Image, Activations());

        Verification result =
            new Verifier(PlantedReference.Build(), reference, Device.Cpu()) { Layers = ["conv*", "fc"] }.Run();

        Assert.That(result.Nodes.Select(node => node.Node.Name), Is.EqualTo(["conv1", "conv2", "fc"]));
    }

    [Test]
    public void ReferenceWithoutInput_ReportsWhatItHas()
    {
        string path = _folder.File("none.safetensors");
        MiniConvViz.Formats.SafeTensorsWriter.Write(path, [new("conv1", new Tensor([1]))]);

        UnreadableInputException problem = Assert.Throws<UnreadableInputException>(() =>
            new Verifier(PlantedReference.Build(), ReferenceFile.Read(path), Device.Cpu()).Run())!;

        Assert.That(problem.Message, Does.Contain("'input'").And.Contain("conv1").And.Contain("dump_reference.py"));
    }

    private static Dictionary<string, Tensor> Activations() =>
        PlantedReference.Activations(PlantedReference.Build(), PlantedReference.Image);

    private Verification Verify(Dictionary<string, Tensor> nodes, bool isolate = true)
    {
        ReferenceFile reference = _planted.Write(PlantedReference.Image, nodes);
        return new Verifier(PlantedReference.Build(), reference, Device.Cpu()) { Isolate = isolate }.Run();
    }

    /// <summary>
    /// A linear layer whose sums of 4096 products differ from PyTorch's by a part of the largest possible rounding
    /// error.
    /// </summary>
    private NodeVerdict VerifyLongSums(Func<int, double> ofCertainBound)
    {
        Linear linear = new(SmallNetworks.Random([16, Terms], 3), bias: null);
        NetworkBuilder net = new(ModelCard.Unknown("long"), new BlankParameters());
        net.Apply("fc", linear, net.Apply("x", new Input([1, Terms], [null, null])));
        Tensor input = SmallNetworks.Random([1, Terms], 4);
        Tensor sums = OperatorRun.Run(Device.Reference, linear, input);
        for (int o = 0; o < sums.Values.Length; o++)
        {
            double magnitude = 0;
            for (int i = 0; i < Terms; i++)
            {
                magnitude += Math.Abs((double)linear.Weight.Values[(o * Terms) + i] * input.Values[i]);
            }

            double gamma = (Terms + 1) * Math.Pow(2, -24);
            sums.Values[o] += (float)(ofCertainBound(o) * 2 * gamma * magnitude);
        }

        ReferenceFile reference = _planted.Write(input, new() { ["fc"] = sums });
        return new Verifier(net.Build(), reference, Device.Reference).Run().Nodes.Single();
    }
}
