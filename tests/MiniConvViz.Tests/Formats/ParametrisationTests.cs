using MiniConvViz.Formats;
using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Formats;

/// <summary>Weights that are stored in parts: the computed weights, and the refused files.</summary>
public sealed class ParametrisationTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [TestCase("conv.weight_g", "conv.weight_v")]
    [TestCase("conv.parametrizations.weight.original0", "conv.parametrizations.weight.original1")]
    public void WeightNorm_DividesEachSliceByItsNorm(string g, string v)
    {
        StateDict weights = Read((g, new Tensor([2, 1], [10, 26])), (v, new Tensor([2, 2], [3, 4, 5, 12])));

        Assert.That(Values(weights, "conv.weight"), Is.EqualTo(new float[] { 6, 8, 10, 24 }));
        Assert.That(weights.Tensors, Has.Count.EqualTo(1));
        Assert.That(weights.Notes, Has.Some.EqualTo("computed 1 weight from weight norm: 'conv.weight'"));
    }

    [Test]
    public void WeightNorm_AlongTheSecondAxis_FollowsTheShapeOfG()
    {
        StateDict weights = Read(
            ("up.weight_g", new Tensor([1, 2], [10, 26])), ("up.weight_v", new Tensor([2, 2], [3, 5, 4, 12])));
        Assert.That(Values(weights, "up.weight"), Is.EqualTo(new float[] { 6, 10, 8, 24 }));
    }

    [Test]
    public void WeightNorm_OverAll_HasOneNorm()
    {
        StateDict weights = Read(
            ("a.weight_g", new Tensor([], [10])), ("a.weight_v", new Tensor([2, 2], [1, 1, 1, 1])));
        Assert.That(Values(weights, "a.weight"), Is.EqualTo(new float[] { 5, 5, 5, 5 }));
    }

    [TestCase("a.weight_orig", "a.weight_u", "a.weight_v")]
    [TestCase("a.parametrizations.weight.original", "a.parametrizations.weight.0._u", "a.parametrizations.weight.0._v")]
    public void SpectralNorm_DividesByTheGivenVectors(string weight, string u, string v)
    {
        StateDict weights = Read(
            (weight, new Tensor([2, 3], [1, 2, 3, 4, 5, 6])),
            (u, new Tensor([2], [1, 0])),
            (v, new Tensor([3], [0, 1, 0])));
        Assert.That(Values(weights, "a.weight"), Is.EqualTo(new[] { 0.5f, 1, 1.5f, 2, 2.5f, 3 }));
        Assert.That(weights.Tensors, Has.Count.EqualTo(1));
    }

    [Test]
    public void SpectralNorm_OfATransposedConvolution_HasItsRowsAlongTheSecondAxis()
    {
        StateDict weights = Read(
            ("a.weight_orig", new Tensor([2, 3], [1, 2, 3, 4, 5, 6])),
            ("a.weight_u", new Tensor([3], [0, 0, 1])),
            ("a.weight_v", new Tensor([2], [0, 0.5f])));
        Assert.That(Values(weights, "a.weight"), Is.EqualTo(new float[] { 1, 2, 3, 4, 5, 6 }.Select(x => x / 3)));
    }

    [Test]
    public void Pruning_MultipliesByTheMask()
    {
        StateDict weights = Read(
            ("a.weight_orig", new Tensor([2, 2], [1, 2, 3, 4])), ("a.weight_mask", new Tensor([2, 2], [1, 0, 0, 1])));
        Assert.That(Values(weights, "a.weight"), Is.EqualTo(new float[] { 1, 0, 0, 4 }));
    }

    [Test]
    public void PartsOfOtherShapes_AreLeftAsTheyAre()
    {
        StateDict weights = Read(
            ("a.weight_g", new Tensor([3])), ("a.weight_v", new Tensor([2, 2])), ("b.weight_orig", new Tensor([2])));
        Assert.That(
            weights.Tensors.Select(tensor => tensor.Name), Is.EqualTo(["a.weight_g", "a.weight_v", "b.weight_orig"]));
    }

    [Test]
    public void OtherParametrisation_IsNamedAndRefused()
    {
        UnsupportedModelException problem = Assert.Throws<UnsupportedModelException>(() => Read(
            ("a.parametrizations.weight.original", new Tensor([2, 2])),
            ("a.parametrizations.weight.0.base", new Tensor([2, 2]))))!;
        Assert.That(problem.Message, Is.EqualTo(
            $"{_folder.File("parts.safetensors")}: 'a.parametrizations.weight.original' belongs to a parametrisation "
            + "that is neither weight norm nor spectral norm, whose formula the file does not hold; in Python: "
            + "torch.nn.utils.parametrize.remove_parametrizations(layer, \"weight\"), then save again"));
    }

    [TestCase("base_model.model.layer1.0.conv1.lora_A.weight")]
    [TestCase("unet.down.lora_down.weight")]
    [TestCase("lycoris_conv1.lokr_w1")]
    public void Adapter_IsNamedAndRefusedWithTheRemedy(string name)
    {
        UnsupportedModelException problem =
            Assert.Throws<UnsupportedModelException>(() => Read((name, new Tensor([2, 2]))))!;
        Assert.That(problem.Message, Is.EqualTo(
            $"{_folder.File("parts.safetensors")}: holds a low-rank adapter ('{name}'), which changes the weights of "
            + "another file and is not supported; in Python: model = model.merge_and_unload(); "
            + "torch.save(model.state_dict(), path)"));
    }

    private StateDict Read(params (string Name, Tensor Tensor)[] tensors)
    {
        string path = _folder.File("parts.safetensors");
        SafeTensorsWriter.Write(path, [.. tensors.Select(entry => KeyValuePair.Create(entry.Name, entry.Tensor))]);
        return StateDict.Read(path);
    }

    private static float[] Values(StateDict weights, string name) =>
        weights.TryGet(name, out WeightTensor? tensor) ? tensor.ToTensor().Values.ToArray() : [];
}
