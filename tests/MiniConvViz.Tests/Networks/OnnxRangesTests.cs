using MiniConvViz.Execution;
using MiniConvViz.Networks;
using MiniConvViz.Tensors;
using MiniConvViz.Tests.Formats;

namespace MiniConvViz.Tests.Networks;

/// <summary>Lists and counts whose length follows from the size of the input: grids, positions, sorted values.</summary>
public sealed class OnnxRangesTests
{
    private static readonly string[] Devices = ["reference", "cpu", "ilgpu-cpu"];

    /// <summary>The last extent of <c>x</c>, as a number.</summary>
    private static OnnxBytes Width(params object[] axes) => new OnnxBytes()
        .Input(OnnxBytes.Free("x", axes))
        .Initializer(OnnxBytes.Integers("last", [], -1))
        .Initializer(OnnxBytes.Integers("zero", [], 0))
        .Initializer(OnnxBytes.Integers("one", [], 1))
        .Node("Shape", ["x"], ["shape"])
        .Node("Gather", ["shape", "last"], ["width"]);

    [TestCase(4)]
    [TestCase(7)]
    public void Range_OfAFreeWidth_IsAsLongAsTheInput(int width)
    {
        OnnxBytes file = Width("N", 3, "W")
            .Node("Range", ["zero", "width", "one"], ["places"])
            .Node("Cast", ["places"], ["grid"], OnnxBytes.Integer("to", 1))
            .Node("Add", ["x", "grid"], ["y"])
            .Output(OnnxBytes.Free("y", "N", 3, "W"));

        float[] expected = [.. Enumerable.Range(0, 6 * width).Select(i => (float)(i % width))];
        AssertGives(file, new Tensor([2, 3, width]), [2, 3, width], expected);
    }

    [Test]
    public void Range_DownwardsByTwo_EndsBeforeItsEnd()
    {
        OnnxBytes file = Width(1, "W")
            .Initializer(OnnxBytes.Integers("step", [], -2))
            .Initializer(OnnxBytes.Tensor("factor", [], 0.5f))
            .Node("Range", ["width", "zero", "step"], ["places"])
            .Node("Cast", ["places"], ["values"], OnnxBytes.Integer("to", 1))
            .Node("Mul", ["values", "factor"], ["y"])
            .Output(OnnxBytes.Free("y", "K"));

        AssertGives(file, new Tensor([1, 5]), [3], 2.5f, 1.5f, 0.5f);
    }

    /// <summary>A list of more values than arithmetic with sizes keeps.</summary>
    [Test]
    public void Range_OfManyConstants_IsComputed()
    {
        OnnxBytes file = new OnnxBytes()
            .Input(OnnxBytes.Value("x", 2, 5000))
            .Initializer(OnnxBytes.Integers("zero", [], 0))
            .Initializer(OnnxBytes.Integers("many", [], 5000))
            .Initializer(OnnxBytes.Integers("one", [], 1))
            .Node("Range", ["zero", "many", "one"], ["places"])
            .Node("Cast", ["places"], ["values"], OnnxBytes.Integer("to", 1))
            .Node("Add", ["x", "values"], ["y"])
            .Output(OnnxBytes.Value("y", 2, 5000));

        AssertGives(
            file, new Tensor([2, 5000]), [2, 5000], [.. Enumerable.Range(0, 10_000).Select(i => (float)(i % 5000))]);
    }

    [Test]
    public void Range_ThatNeverEnds_IsRefused()
    {
        OnnxBytes file = Width(1, "W")
            .Node("Range", ["zero", "width", "zero"], ["places"])
            .Node("Cast", ["places"], ["values"], OnnxBytes.Integer("to", 1))
            .Node("Add", ["x", "values"], ["y"])
            .Output(OnnxBytes.Free("y", 1, "W"));

        Assert.That(
            () => Read(file), Throws.TypeOf<UnreadableInputException>().With.Message.Contains("has no end, or too many"));
    }

    /// <summary>torch.sort: as many of the largest as there are.</summary>
    [TestCase(3)]
    [TestCase(6)]
    public void TopK_OfAComputedCount_SortsEverySize(int width)
    {
        OnnxBytes file = Width(1, "W")
            .Initializer(OnnxBytes.Integers("list", [1], 1))
            .Node("Reshape", ["width", "list"], ["k"])
            .Node("TopK", ["x", "k"], ["y", "order"], OnnxBytes.Integer("axis", 1))
            .Output(OnnxBytes.Free("y", 1, "W"));

        float[] values = [.. Enumerable.Range(0, width).Select(i => (float)((i * 5) % width) - 1)];
        AssertGives(file, new Tensor([1, width], values), [1, width], [.. values.OrderDescending()]);
    }

    /// <summary>timm's padding: <c>max(0, ...)</c> of a size, by Clip, with a bound as an input or an attribute.</summary>
    [TestCase(11, 5, 1)]
    [TestCase(6, 5, 1)]
    [TestCase(11, 2, 4)]
    [TestCase(6, 2, 4)]
    public void Pad_ByAClippedSize_AddsWhatIsMissing(int opset, int width, int added)
    {
        OnnxBytes file = new OnnxBytes { Opset = opset > 6 ? opset : 9 }
            .Input(OnnxBytes.Free("x", 1, "W"))
            .Initializer(OnnxBytes.Integers("six", [1], 6))
            .Initializer(OnnxBytes.Integers("zeros", [3], 0, 0, 0))
            .Initializer(OnnxBytes.Integers("zero", [], 0))
            .Initializer(OnnxBytes.Integers("second", [1], 1))
            .Node("Shape", ["x"], ["shape"])
            .Node("Gather", ["shape", "second"], ["width"])
            .Node("Sub", ["six", "width"], ["missing"]);
        file = opset > 6
            ? file.Node("Clip", ["missing", "zero"], ["after"])
            : file.Node("Clip", ["missing"], ["after"], OnnxBytes.Float("min", 0), OnnxBytes.Float("max", 4));
        file.Node("Concat", ["zeros", "after"], ["pads"], OnnxBytes.Integer("axis", 0));
        if (opset > 6)
        {
            file.Node("Pad", ["x", "pads"], ["y"]).Output(OnnxBytes.Free("y", 1, "P"));
            AssertGives(file, Tensor.Full([1, width], 1), [1, width + added], Ones(width, width + added));
            AssertGives(file, Tensor.Full([1, 8], 1), [1, 8], Ones(8, 8));
            return;
        }

        file.Node("Slice", ["after"], ["count"], OnnxBytes.IntegerList("starts", 0), OnnxBytes.IntegerList("ends", 1))
            .Node("ConstantOfShape", ["count"], ["empty"])
            .Node("Shape", ["empty"], ["again"])
            .Node("Cast", ["again"], ["number"], OnnxBytes.Integer("to", 1))
            .Node("Add", ["x", "number"], ["y"])
            .Output(OnnxBytes.Free("y", 1, "W"));
        AssertGives(file, new Tensor([1, width]), [1, width], [.. Enumerable.Repeat((float)added, width)]);
    }

    /// <summary>
    /// What is left of a file may end in a node that only lends its shape: to the first state of a recurrence, here.
    /// </summary>
    [Test]
    public void PartBeforeAnUnknownOperator_EndsWhereItsShapeIsRead()
    {
        OnnxBytes file = new OnnxBytes()
            .Input(OnnxBytes.Free("x", "N", 4))
            .Initializer(OnnxBytes.Integers("first", [1], 0))
            .Node("Relu", "relu", ["x"], ["a"])
            .Node("Shape", ["a"], ["shape"])
            .Node("Gather", ["shape", "first"], ["count"])
            .Node("ConstantOfShape", ["count"], ["state"])
            .Node("here.Recurrence", ["a", "state"], ["y"])
            .Output(OnnxBytes.Free("y", "N", 4));

        Network network = Read(file);

        Assert.That(network.Outputs.Select(output => output.Name), Is.EqualTo(["relu"]));
        Assert.That(network.MissingSummary, Does.Contain("Recurrence"));
    }

    private static float[] Ones(int ones, int count) =>
        [.. Enumerable.Range(0, count).Select(i => i < ones ? 1f : 0f)];

    private static void AssertGives(OnnxBytes file, Tensor input, Shape shape, params float[] expected)
    {
        Network network = Read(file);
        foreach (string device in Devices)
        {
            using Session session = new(network, Device.Parse(device));
            Tensor output = session.Run(input);
            Assert.That(output.Shape, Is.EqualTo(shape), device);
            Assert.That(output.Values.ToArray(), Is.EqualTo(expected), device);
        }
    }

    private static Network Read(OnnxBytes file)
    {
        using TemporaryFolder folder = new();
        return OnnxReader.Read(folder.Write("net.onnx", file.ToArray()), given: null);
    }
}
