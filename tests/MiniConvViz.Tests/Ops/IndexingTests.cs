using MiniConvViz.Execution;
using MiniConvViz.Kernels;
using MiniConvViz.Networks;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests;

/// <summary>Indices that are out of range or that several updates have, and shapes that do not fit.</summary>
public sealed class IndexingTests
{
    private static IEnumerable<TestCaseData> Misfits =>
    [
        Misfit(
            new GatherElements(1), [[3, 4], [4, 4]],
            "expected indices of as many axes as the data [3,4], at most 8, and on none but axis 1 longer than these, "
            + "got [4,4]"),
        Misfit(new GatherElements(1), [[3, 0], [3, 2]], "has nothing to pick along axis 1 of [3,0]"),
        Misfit(
            new GatherElements(), [[20_000_000], [2]],
            "expected at most 16777216 elements along axis 0, whose indices are exact in float32, got [20000000]"),
        Misfit(
            new GatherND(1), [[3, 4], [2, 5, 1]],
            "expected rows of at least one index for the axes of [3,4] after the first 1, which both have, and at most "
            + "8 axes, got [2,5,1]"),
        Misfit(
            new GatherND(), [[3, 4], [5, 3]],
            "expected rows of at least one index for the axes of [3,4] after the first 0, which both have, and at most "
            + "8 axes, got [5,3]"),
        Misfit(new GatherND(), [[0, 4], [2, 1]], "has nothing to pick along axis 0 of [0,4]"),
        Misfit(
            new ScatterElements(), [[3, 4], [2, 4], [2, 3]],
            "expected updates [2,4] for the data [3,4] and the indices [2,4], got [2,3]"),
        Misfit(
            new ScatterND(), [[3, 4, 5], [2, 1], [2, 4]],
            "expected updates [2,4,5] for the data [3,4,5] and the indices [2,1], got [2,4]"),
    ];

    private static IEnumerable<TestCaseData> Outside =>
        from device in new[] { "reference", "cpu" }
        from item in new (Operator Operator, Tensor[] Inputs, string Message)[]
        {
            (new GatherElements(1), [new Tensor([2, 3]), new Tensor([1, 2], [2f, -4f])],
                "expected indices from -3 to 2 for axis 1 of [2,3], got -4 at place 1"),
            (new GatherND(), [new Tensor([2, 3]), new Tensor([2, 2], [1f, 2f, 0f, float.NaN])],
                "expected indices from -3 to 2 for axis 1 of [2,3], got NaN at place 3"),
            (new ScatterElements(), [new Tensor([2]), new Tensor([1], [2f]), new Tensor([1])],
                "expected indices from -2 to 1 for axis 0 of [2], got 2 at place 0"),
            (new ScatterND(), [new Tensor([2, 3]), new Tensor([1, 1], [-3f]), new Tensor([1, 3])],
                "expected indices from -2 to 1 for axis 0 of [2,3], got -3 at place 0"),
        }
        select new TestCaseData(device, item.Operator, item.Inputs, item.Message)
            .SetArgDisplayNames(device, item.Operator.Kind);

    [TestCaseSource(nameof(Misfits))]
    public void InferShape_Misfit_SaysExpectedAndGot(Operator @operator, Shape[] inputs, string message) => Assert.That(
        () => @operator.InferShape(inputs), Throws.TypeOf<ShapeException>().With.Message.EqualTo(message));

    [TestCaseSource(nameof(Outside))]
    public void IndexOutside_NamesNodeIndexAndPlace(
        string device, Operator @operator, Tensor[] inputs, string message) => Assert.That(
        () => OperatorRun.Run(Device.Parse(device), @operator, inputs),
        Throws.TypeOf<NetworkException>().With.Message.EqualTo($"{@operator.Kind} ({@operator.Kind}): {message}"));

    [Test]
    public void IndexOutsideOnIlgpuCpu_TakesTheNearest()
    {
        Tensor scattered = OperatorRun.Run(
            Device.Parse("ilgpu-cpu"), new ScatterElements(), new Tensor([3]), new Tensor([2], [7f, -7f]),
            new Tensor([2], [1f, 2f]));
        Assert.That(scattered.Data, Is.EqualTo(new[] { 2f, 0f, 1f }));
    }

    /// <summary>A sum in float32 depends on its order; there is one order.</summary>
    [TestCase(ScatterReduction.None)]
    [TestCase(ScatterReduction.Add)]
    [TestCase(ScatterReduction.Mul)]
    public void ManyUpdatesOfOnePlace_AreAppliedInOrderByEveryDevice(ScatterReduction reduction)
    {
        const int Places = 40_000, Updates = 600;
        Tensor data = SmallNetworks.Random([Places]);
        Tensor updates = SmallNetworks.Random([Updates], seed: 2);
        Tensor indices = new([Updates, 1]);
        float[] expected = [.. data.Data];
        for (int i = 0; i < Updates; i++)
        {
            int place = i % 3 == 0 ? 5 : i * 61 % Places;
            indices.Values[i] = place;
            expected[place] = reduction switch
            {
                ScatterReduction.Add => expected[place] + updates.Values[i],
                ScatterReduction.Mul => expected[place] * updates.Values[i],
                _ => updates.Values[i],
            };
        }

        Device[] devices =
            [Device.Reference, Device.Cpu(1), Device.Cpu(2), Device.Cpu(3), Device.Cpu(7), Device.Parse("ilgpu-cpu")];
        foreach (Device device in devices)
        {
            Tensor output = OperatorRun.Run(device, new ScatterND(reduction), data, indices, updates);
            Assert.That(output.Data, Is.EqualTo(expected), $"{device}");
        }
    }

    private static TestCaseData Misfit(Operator @operator, Shape[] inputs, string message) =>
        new TestCaseData(@operator, inputs, message).SetArgDisplayNames($"{@operator} of {inputs[0]}");
}
