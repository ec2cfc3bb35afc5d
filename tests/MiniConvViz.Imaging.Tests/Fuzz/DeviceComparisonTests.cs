using MiniConvViz.Fuzz.Seeds;
using MiniConvViz.Fuzz.Targets;
using MiniConvViz.Networks;
using MiniConvViz.Ops;
using MiniConvViz.Steps;
using MiniConvViz.Tensors;
using MiniConvViz.Tests;
using NUnit.Framework.Constraints;

namespace MiniConvViz.Imaging.Tests.Fuzz;

/// <summary>The fuzzer's definition of a wrong value.</summary>
public sealed class DeviceComparisonTests
{
    [TestCase(0f, false)]
    [TestCase(1f, true)]
    [TestCase(float.NaN, true)]
    public void Run_VectorCodeIsOff_IsAFinding(float off, bool isFinding)
    {
        DeviceComparison comparison = new(NetworkOf(new Shifted(off)));

        IResolveConstraint expected = isFinding ? Throws.TypeOf<WrongValueException>() : Throws.Nothing;
        Assert.That(() => comparison.Run(), expected);
    }

    /// <summary>The seeds of the fuzzer have no wrong values.</summary>
    [Test]
    public void Run_EverySeed_Agrees()
    {
        using TemporaryFolder folder = new();
        Trial trial = new(AllTargets.Find("onnx"));
        using IDisposable scope = Assert.EnterMultipleScope();
        int read = 0;
        foreach (byte[] seed in OnnxSeeds.All())
        {
            string path = folder.Write("seed.onnx", seed);
            Assert.That(trial.RunTwice(path)?.Story, Is.Null);
            read += trial.Outcome == "read" ? 1 : 0;
        }

        Assert.That(read, Is.GreaterThan(OnnxSeeds.All().Count() * 9 / 10));
    }

    private static Network NetworkOf(Operator @operator)
    {
        NetworkBuilder net = new(new ModelCard("small", 2, null, 5, [0, 0], [1, 1], []), new RandomParameters(1));
        net.Apply("shifted", @operator, net.Input());
        return net.Build();
    }

    /// <summary>The input on one device, other values on the other.</summary>
    private sealed class Shifted(float off) : Operator
    {
        public override Shape InferShape(ReadOnlySpan<Shape> inputs) => ExpectOne(inputs);

        internal override Accuracy Accuracy => Accuracy.Exact;

        internal override RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output) =>
            RoundingError.None(output);

        internal override Tensor? AmplificationOf(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> errors) =>
            errors[0];

        internal override void RunReference(HostCall call) => call.Input(0).CopyTo(call.Output);

        internal override CpuForm CpuFormFor(CpuRequest request) => CpuForm.Plain(request, call =>
        {
            call.Input(0).CopyTo(call.Output);
            call.Output[3] += off;
        });

        internal override GpuForms GpuFormsFor(GpuRequest request) =>
            GpuForms.One(call => call.Gpu.Copy(call.Input(0), call.Output));
    }
}
