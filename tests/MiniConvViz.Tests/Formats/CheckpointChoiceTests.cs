using MiniConvViz.Formats;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Formats;

/// <summary>The choice of a dict of tensors and of a part of its names.</summary>
public sealed class CheckpointChoiceTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [TestCase("state_dict")]
    [TestCase("model_ema")]
    [TestCase("teacher")]
    [TestCase("netG")]
    [TestCase("anything")]
    public void Read_OneDictUnderAnyName_IsTaken(string key)
    {
        StateDict weights = Read(Nested((key, 1)));

        Assert.That(First(weights), Is.EqualTo(1));
        Assert.That(weights.Choice, Is.Null);
        Assert.That(weights.Notes, Is.EqualTo([$"unwrapped '{key}'"]));
    }

    [TestCase("ema", "model", 2)]
    [TestCase("model", "ema", 1)]
    [TestCase("teacher", "student", 2)]
    [TestCase("netD", "netG", 2)]
    [TestCase("something", "state_dict", 2)]
    [TestCase("something", "model_ema", 1)]
    [TestCase("one", "other", 1)]
    public void Read_TwoDicts_TakesAndReportsTheMoreUsual(string first, string second, int expected)
    {
        string path = Write(Nested((first, 1), (second, 2)));
        StateDict weights = StateDict.Read(path);
        (string chosen, string other) = expected == 1 ? (first, second) : (second, first);

        Assert.That(First(weights), Is.EqualTo(expected));
        Assert.That(weights.Choice, Is.EqualTo(
            $"chose '{chosen}' (1 tensor); '{other}' (1 tensor) could be meant as well; the key chooses"));
        Assert.That(weights.Notes, Does.Contain(weights.Choice));
        Assert.That(First(StateDict.Read(path, key: other)), Is.EqualTo(3 - expected));
        Assert.That(StateDict.Read(path, key: other).Choice, Is.Null);
    }

    [Test]
    public void Read_KeyThatIsNotThere_ListsWhatIs() => Assert.That(
        () => StateDict.Read(Write(Nested(("model", 1), ("ema", 2))), key: "teacher"),
        Refusal.Saying("no dict of tensors under the key 'teacher'; it has 'model' (1 tensor), 'ema' (1 tensor)"));

    [Test]
    public void Read_TwentyDictsDeep_IsFoundAndMeantByAPath()
    {
        PickleBytes pickle = PickleBytes.Protocol2().Op("}");
        for (int depth = 0; depth < 20; depth++)
        {
            pickle.Text($"level{depth}").Op("}");
        }

        string path = Write(Weight(pickle, 1).Op(new string('s', 20) + "."));
        Assert.That(First(StateDict.Read(path)), Is.EqualTo(1));
        Assert.That(First(StateDict.Read(path, key: "level18.level19")), Is.EqualTo(1));
        Assert.That(() => StateDict.Read(path, key: "level19.level18"), Refusal.Saying("under the key"));
    }

    [Test]
    public void Read_DictInAnOptimizer_IsNoNetworkUnlessRequested()
    {
        string path = Write(Nested(("optimizer", 1), ("net", 2)));
        Assert.That(StateDict.Read(path).Choice, Is.Null);
        Assert.That(First(StateDict.Read(path)), Is.EqualTo(2));
        Assert.That(First(StateDict.Read(path, key: "optimizer")), Is.EqualTo(1));
    }

    [Test]
    public void Read_CounterWithoutThePrefixOfAllOthers_IsNotInTheWay()
    {
        StateDict weights = WriteTensors("module.conv.weight", "module.conv.bias", "n_averaged");
        Assert.That(
            weights.Tensors.Select(tensor => tensor.Name), Is.EqualTo(["conv.weight", "conv.bias", "n_averaged"]));
        Assert.That(weights.Notes, Is.EqualTo(["removed the prefix 'module.' from 2 names"]));
    }

    [TestCase("encoder_q")]
    [TestCase("encoder_q.")]
    public void Read_Prefix_TakesWhatLiesUnderIt(string prefix)
    {
        string path = WriteTensors("encoder_k.conv.weight", "encoder_q.conv.weight", "encoder_q.conv.bias").Path;
        StateDict weights = StateDict.Read(path, prefix: prefix);

        Assert.That(weights.Tensors.Select(tensor => tensor.Name), Is.EqualTo(["conv.weight", "conv.bias"]));
        Assert.That(weights.Notes, Is.EqualTo(
            ["removed the prefix 'encoder_q.' from 2 names", "left out 1 tensor elsewhere: 'encoder_k.conv.weight'"]));
        Assert.That(
            () => StateDict.Read(path, prefix: "encoder"),
            Refusal.Saying("no tensor under the prefix 'encoder.'; names begin with 'encoder_k.', 'encoder_q.'"));
    }

    [Test]
    public void Read_KeyOfSafetensors_IsRefused() => Assert.That(
        () => StateDict.Read(WriteTensors("weight").Path, key: "model"), Refusal.Saying("leave out the key"));

    [Test]
    public void TensorFile_TensorOfTorchSave_IsRead()
    {
        byte[] pickle = PickleBytes.Protocol2().Tensor(6, 0, [3, 2], [1, 3]).Op(".").ToArray();
        string path = _folder.Write("x.pt", HandMade.Zip(pickle, 0, 1, 2, 3, 4, 5));
        Tensor tensor = TensorFile.Read(path);

        Assert.That(tensor.Shape, Is.EqualTo(Shape.Create([3, 2])));
        Assert.That(tensor.Values.ToArray(), Is.EqualTo(new float[] { 0, 3, 1, 4, 2, 5 }));
        Assert.That(() => StateDict.Read(path), Refusal.Saying("holds a tensor, not a state_dict").And.Message
            .EndsWith("give it as the network's input"));
    }

    [Test]
    public void TensorFile_DictOfTorchSave_IsReadByKey()
    {
        string path = _folder.Write("x.pt", HandMade.Zip(PickleBytes.OneWeight(2, 0, [2], [1]), 1, 2));

        Assert.That(TensorFile.Read(path + ":weight").Values.ToArray(), Is.EqualTo(new float[] { 1, 2 }));
        Assert.That(() => TensorFile.Read(path + ":other"), Refusal.Saying("has no tensor 'other'; it has 'weight'"));
    }

    /// <summary>Dicts of one tensor of one element each.</summary>
    private static PickleBytes Nested(params ReadOnlySpan<(string Key, int Number)> dicts)
    {
        PickleBytes pickle = PickleBytes.Protocol2().Op("}");
        foreach ((string key, int number) in dicts)
        {
            Weight(pickle.Text(key).Op("}"), number).Op("s");
        }

        return pickle.Op(".");
    }

    /// <summary>The entry <c>'weight'</c>, whose only element is <paramref name="number"/>.</summary>
    private static PickleBytes Weight(PickleBytes pickle, int number) =>
        pickle.Text("weight").Tensor(3, number, [1], [1]).Op("s");

    private static float First(StateDict weights) => weights.Tensors[0].ToTensor().Values[0];

    private string Write(PickleBytes pickle) =>
        _folder.Write("hand-made.pth", HandMade.Zip(pickle.ToArray(), 0, 1, 2));

    private StateDict Read(PickleBytes pickle) => StateDict.Read(Write(pickle));

    private StateDict WriteTensors(params string[] names)
    {
        string path = _folder.File("hand-made.safetensors");
        SafeTensorsWriter.Write(path, names.Select(name => KeyValuePair.Create(name, new Tensor([2]))));
        return StateDict.Read(path);
    }
}
