using MiniConvViz.Formats;

namespace MiniConvViz.Tests.Formats;

/// <summary>PyTorch's old format, written by hand.</summary>
public sealed class TorchLegacyTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void Read_TensorOverAView_CountsFromTheView()
    {
        PickleBytes pickle = Weight(id => id.Op("(").Text("view").Integer(2).Integer(3).Op("t"), offset: 1);
        WeightTensor tensor = Read(HandMade.Legacy(pickle.ToArray(), 0, 1, 2, 3, 4, 5)).Tensors[0];
        Assert.That(tensor.ToTensor().Values.ToArray(), Is.EqualTo(new float[] { 3, 4 }));
    }

    [TestCase(2, 5, "a view of 5 elements at 2 of a storage that has 6")]
    [TestCase(-1, 2, "a view of 2 elements at -1")]
    [TestCase(long.MaxValue, long.MaxValue, "a view of")]
    [TestCase(5, 1, "reaches element 3 of a storage that has 1")]
    public void Read_ViewBeyondItsStorage_IsRefused(long viewOffset, long viewCount, string expected)
    {
        PickleBytes pickle = Weight(
            id => id.Op("(").Text("view").Integer(viewOffset).Integer(viewCount).Op("t"), offset: 1);
        AssertRefused(HandMade.Legacy(pickle.ToArray(), 0, 1, 2, 3, 4, 5), expected);
    }

    [Test]
    public void Read_PickledModuleClass_IsRefusedWithTheRemedy()
    {
        byte[] pickle = PickleBytes.Protocol2().LegacyStorage("0", 0).Op("0(").Text("module").Global("net", "Net")
            .Text("net.py").Text("source").Op("tQ.").ToArray();
        AssertRefused(HandMade.Legacy(pickle), "whole pickled module ('net.Net')");
    }

    [TestCase(5, TestName = "Fewer elements than the pickle says")]
    [TestCase(7, TestName = "More elements than the pickle says")]
    public void Read_StorageOfAnotherLength_IsRefused(int length) =>
        AssertRefused(
            HandMade.Legacy(Weight(id => id.Op("N"), offset: 0).ToArray(), new float[length]),
            $"storage '0' has {length} elements, expected 6 of float32");

    [Test]
    public void Read_StorageOfHugeCount_IsRefused()
    {
        byte[] pickle = PickleBytes.Protocol2().Op("}").Text("weight").Global("torch._utils", "_rebuild_tensor").Op("(")
            .LegacyStorage("0", 1L << 62).Integer(0).Tuple(2).Tuple(1).Op("tRs.").ToArray();
        AssertRefused(HandMade.Legacy(pickle), "describes no storage");
    }

    [Test]
    public void Read_StorageNeverListed_IsRefused()
    {
        byte[] pickle = PickleBytes.Protocol2().Op("}").Text("a").LegacyStorage("0", 6).Op("s").Text("weight")
            .Global("torch._utils", "_rebuild_tensor").Op("(").LegacyStorage("1", 2)
            .Integer(0).Tuple(2).Tuple(1).Op("tRs.").ToArray();
        AssertRefused(
            HandMade.Legacy(pickle, new float[6]), "'weight' lies in storage '1', which the file does not hold");
    }

    [Test]
    public void Read_KeyWithoutStorage_IsRefused() =>
        AssertRefused(
            HandMade.Legacy(PickleBytes.Protocol2().Op("}.").ToArray(), 1, 2),
            "a storage key is unknown or listed twice");

    [Test]
    public void Read_SavedOnABigEndianMachine_IsRefused()
    {
        byte[] file = HandMade.Legacy(Weight(id => id.Op("N"), offset: 0).ToArray(), new float[6]);
        file[file.AsSpan().IndexOf("little_endian"u8) + "little_endian".Length] = 0x89;
        AssertRefused(file, "big-endian machine");
    }

    [Test]
    public void Read_OtherVersion_IsRefused()
    {
        byte[] file = HandMade.Legacy(Weight(id => id.Op("N"), offset: 0).ToArray(), new float[6]);
        file[19]++;
        AssertRefused(file, "version of PyTorch's legacy format is not 1001");
    }

    /// <summary>
    /// <c>{'weight': tensor}</c> of two elements over storage '0' of six, whose persistent id ends as given.
    /// </summary>
    private static PickleBytes Weight(Func<PickleBytes, PickleBytes> view, long offset)
    {
        PickleBytes id = PickleBytes.Protocol2().Op("}").Text("weight")
            .Global("torch._utils", "_rebuild_tensor").Op("((")
            .Text("storage").Global("torch", "FloatStorage").Text("0").Text("cuda:0").Integer(6);
        return view(id).Op("tQ").Integer(offset).Tuple(2).Tuple(1).Op("tRs.");
    }

    private StateDict Read(byte[] file) => StateDict.Read(_folder.Write("hand-made.th", file));

    private void AssertRefused(byte[] file, string expected) =>
        Assert.That(() => Read(file), Refusal.Saying(expected));
}
