using MiniConvViz.Execution;
using MiniConvViz.Networks;
using MiniConvViz.Taps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Taps;

public sealed class EditTests
{
    private static readonly Tensor Image = SmallNetworks.Random([1, 3, 9, 9]);

    [TestCase("cpu")]
    [TestCase("reference")]
    [TestCase("ilgpu-cpu")]
    public void Edit_ZeroesAMap_TheFollowingNodesReadIt(string device)
    {
        using Session session = new(SmallNetworks.Residual(), Device.Parse(device, threads: 2));
        using Edit edit = session.Edit("block.relu_1", activation => new Tensor(activation.Shape));
        using Tap tap = session.Tap("block.relu_1", "avgpool");
        Tensor result = session.Run(Image);
        Assert.That(tap["block.relu_1"].Values.Values.ToArray(), Is.All.Zero);
        Assert.That(tap["avgpool"].Values.Values.ToArray(), Is.All.Zero);
        Assert.That(result.Values.ToArray(), Is.EqualTo(Bias(session.Network)).Within(1e-7f));
    }

    [Test]
    public void Edit_OfTheInput_LeavesTheCallersTensorAlone()
    {
        using Session session = new(SmallNetworks.Residual(), Device.Cpu(1));
        Tensor plain = session.Run(Image);
        float[] before = Image.Values.ToArray();
        using (session.Edit("x", activation =>
        {
            activation.Values.Values.Clear();
            return activation.Values;
        }))
        {
            Tensor blank = session.Run(Image);
            Assert.That(blank.Values.ToArray(), Is.Not.EqualTo(plain.Values.ToArray()));
            NumericAssert.Equal(blank, session.Run(new Tensor(Image.Shape)), "the same as a blank image");
        }

        Assert.That(Image.Values.ToArray(), Is.EqualTo(before));
        NumericAssert.Equal(session.Run(Image), plain, "after the edit ended");
    }

    [Test]
    public void Edit_ReturnsAnotherShape_IsReported()
    {
        using Session session = new(SmallNetworks.Residual(), Device.Cpu(1));
        using Edit edit = session.Edit("stem", _ => new Tensor([1, 2]));
        NetworkException? error = Assert.Throws<NetworkException>(() => session.Run(Image));
        Assert.That(error!.Message, Is.EqualTo(
            "stem (Conv2d): the edit returned [1,2] but the next nodes expect [1,8,9,9]"));
    }

    private static float[] Bias(Network network) =>
        network["fc"].Operator.Parameters.Single(parameter => parameter.Name == "bias").Value.Values.ToArray();
}
