using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using MiniConvViz.Formats;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Formats;

/// <summary>
/// The zip archive around a checkpoint: archives of other programs, and hostile ones.
/// </summary>
public sealed class TorchZipTests
{
    private static readonly byte[] Pickle = PickleBytes.OneWeight(4, 0, [2, 2], [2, 1]);
    private static readonly byte[] Storage = HandMade.Bytes(1, 2, 3, 4);
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [TestCase(CompressionLevel.NoCompression)]
    [TestCase(CompressionLevel.SmallestSize)]
    public void Read_PackedAgainByAnotherProgram_GivesTheSameNumbers(CompressionLevel level)
    {
        byte[] file = HandMade.Zip(
            level,
            ("my model/", []),
            ("my model/readme.txt", [1]),
            ("my model/data/0", Storage),
            ("my model/data.pkl", Pickle));
        Tensor tensor = Read(file).Tensors[0].ToTensor();
        Assert.That(tensor.Shape.ToString(), Is.EqualTo("[2,2]"));
        Assert.That(tensor.Values.ToArray(), Is.EqualTo(new float[] { 1, 2, 3, 4 }));
    }

    [Test]
    public void ToTensor_PartOfADeflatedStorage_GivesThatPart()
    {
        float[] numbers = [.. Enumerable.Range(0, 100_000).Select(i => (float)i)];
        byte[] pickle = PickleBytes.OneWeight(100_000, 99_990, [2, 3], [4, 1]);
        byte[] file = HandMade.Zip(
            CompressionLevel.Fastest, ("a/data.pkl", pickle), ("a/data/0", HandMade.Bytes(numbers)));
        Assert.That(
            Read(file).Tensors[0].ToTensor().Values.ToArray(),
            Is.EqualTo(new float[] { 99_990, 99_991, 99_992, 99_994, 99_995, 99_996 }));
    }

    /// <summary>
    /// One storage under a tensor that reads it in part: from after its start, or not up to its end.
    /// </summary>
    [Test]
    public void ToTensor_PartOfAStorageWithAFlippedBit_IsRefusedWhereverTheBitIs(
        [Values(0, 90_000)] int offset,
        [Values(5, 45_000, 99_999)] int flipped,
        [Values(CompressionLevel.NoCompression, CompressionLevel.Fastest)] CompressionLevel level)
    {
        float[] numbers = [.. Enumerable.Range(0, 100_000).Select(i => (float)i)];
        byte[] pickle = PickleBytes.OneWeight(100_000, offset, [2, 3], [4, 1]);
        byte[] file = HandMade.Zip(level, ("a/data.pkl", pickle), ("a/data/0", HandMade.Bytes(numbers)));
        StateDict whole = Read(file);
        Assert.That(whole.Tensors[0].ToTensor().Values[1], Is.EqualTo(offset + 1f));

        numbers[flipped] = BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(numbers[flipped]) ^ 1);
        byte[] other = HandMade.Zip(level, ("a/data.pkl", pickle), ("a/data/0", HandMade.Bytes(numbers)));
        WeightTensor tensor = Read(HandMade.WithChecksumsOf(other, file)).Tensors[0];

        for (int again = 0; again < 2; again++)
        {
            Assert.That(
                () => tensor.ToTensor(),
                Throws.TypeOf<UnreadableInputException>().With.Message.Contains("checksum"),
                $"reading {again}");
        }
    }

    [Test]
    public void Read_LittleByteOrder_IsTaken() =>
        Assert.That(Read(WithByteOrder("little")).Tensors, Has.Count.EqualTo(1));

    [TestCase("big")]
    [TestCase("")]
    [TestCase("odd")]
    public void Read_OtherByteOrder_IsRefused(string order) => AssertRefused(WithByteOrder(order), "big-endian");

    [Test]
    public void Read_TwoRecordsOfOneName_IsRefused() =>
        AssertRefused(
            Stored(("a/data.pkl", Pickle), ("a/data/0", Storage), ("a/data/0", Storage)),
            "'a/data/0' occurs twice");

    [Test]
    public void Read_StorageWithoutRecord_IsRefused() =>
        AssertRefused(Stored(("a/data.pkl", Pickle), ("b/data/0", Storage)), "no record for storage '0'");

    [TestCase(12)]
    [TestCase(20)]
    public void Read_StorageOfAnotherLength_IsRefused(int length) =>
        AssertRefused(
            Stored(("a/data.pkl", Pickle), ("a/data/0", new byte[length])),
            $"storage '0' has {length} bytes, expected 16");

    [Test]
    public void Read_TwoCheckpointsInOneArchive_IsRefused() =>
        AssertRefused(Stored(("a/data.pkl", Pickle), ("b/data.pkl", Pickle)), "2 records called data.pkl");

    [Test]
    public void Read_SomeOtherArchive_ReportsWhatItHolds() =>
        AssertRefused(Stored(("weights.txt", [1]), ("bias.txt", [1])), "it holds 'weights.txt', 'bias.txt'");

    [Test]
    public void Read_TorchScriptWithoutNamedParameters_IsRefusedWithTheRemedy() => AssertRefused(
        Stored(("a/data.pkl", Pickle), ("a/constants.pkl", []), ("a/data/0", Storage)),
        "is a TorchScript archive without named parameters (torch.jit.freeze makes them constants of its code)");

    [TestCase("checkpoints")]
    [TestCase("checkpoints-2.6")]
    public void Read_TorchScript_GivesItsParameters(string folder)
    {
        StateDict weights = StateDict.Read(RepositoryFiles.Golden(folder, "torchscript.pt"));
        Assert.That(weights.Format, Is.EqualTo("TorchScript"));
        Assert.That(weights.Choice, Is.EqualTo("a TorchScript archive: its parameters were read, its code was not"));
        string[] expected =
        [
            "0.weight [3,1,3,3] float32", "0.bias [3] float32", "1.weight [3] float32", "1.bias [3] float32",
            "1.running_mean [3] float32", "1.running_var [3] float32", "1.num_batches_tracked [] int64",
            "4.weight [2,12] float32", "4.bias [2] float32",
        ];
        Assert.That(weights.Tensors.Select(tensor => tensor.ToString()), Is.EqualTo(expected));
        Assert.That(weights.Tensors.SelectMany(tensor => tensor.ToTensor().Values.ToArray()), Is.All.Not.NaN);
    }

    [Test]
    public void Read_ZipBomb_IsRefused() =>
        AssertRefused(
            HandMade.Zip(CompressionLevel.SmallestSize, ("a/data.pkl", Pickle), ("a/data/0", new byte[100_000_000])),
            "would unpack to 1000001");

    [Test]
    public void ToTensor_DeflatedRecordShorterThanClaimed_IsRefused()
    {
        byte[] file = HandMade.Zip(CompressionLevel.SmallestSize, ("a/data.pkl", Pickle), ("a/data/0", Storage[..12]));
        SetLength(file, "a/data/0", 16);
        Assert.That(() => Read(file).Tensors[0].ToTensor(), Refusal.Saying("not as long as the file says"));
    }

    [Test]
    public void ToTensor_DeflatedRecordLongerThanClaimed_IsRefused()
    {
        byte[] file = HandMade.Zip(CompressionLevel.SmallestSize, ("a/data.pkl", Pickle), ("a/data/0", new byte[20]));
        SetLength(file, "a/data/0", 16);
        Assert.That(() => Read(file).Tensors[0].ToTensor(), Refusal.Saying("not as long as the file says"));
    }

    [TestCase(CompressionLevel.NoCompression)]
    [TestCase(CompressionLevel.SmallestSize)]
    public void ToTensor_ChecksumOfAnotherContent_IsRefused(CompressionLevel level)
    {
        byte[] file = HandMade.Zip(level, ("a/data.pkl", Pickle), ("a/data/0", Storage));
        file[Central(file, "a/data/0") + 16] ^= 1;
        Assert.That(() => Read(file).Tensors[0].ToTensor(), Refusal.Saying("the file is damaged, fetch it again"));
    }

    [Test]
    public void ToTensor_BitFlippedInTheNumbers_IsRefused()
    {
        byte[] file = Stored(("a/data.pkl", Pickle), ("a/data/0", Storage));
        file[file.AsSpan().IndexOf(Storage)] ^= 1;
        Assert.That(() => Read(file).Tensors[0].ToTensor(), Refusal.Saying("has the checksum"));
    }

    [Test]
    public void Read_BitFlippedInThePickle_IsRefused()
    {
        byte[] file = Stored(("a/data.pkl", Pickle), ("a/data/0", Storage));
        file[file.AsSpan().IndexOf("weight"u8)] ^= 1;
        AssertRefused(file, "has the checksum");
    }

    [Test]
    public void ToTensor_SavedWithoutChecksums_IsTaken()
    {
        byte[] file = Stored(("a/data.pkl", Pickle), ("a/data/0", Storage));
        file.AsSpan(Central(file, "a/data/0") + 16, 4).Clear();
        Assert.That(Read(file).Tensors[0].ToTensor().Values.ToArray(), Is.EqualTo(new float[] { 1, 2, 3, 4 }));
    }

    [Test]
    public void Read_EncryptedRecord_IsRefused()
    {
        byte[] file = Stored(("a/data.pkl", Pickle), ("a/data/0", Storage));
        file[Central(file, "a/data/0") + 8] |= 1;
        AssertRefused(file, "'a/data/0' is encrypted");
    }

    [Test]
    public void Read_OtherCompression_IsRefused()
    {
        byte[] file = Stored(("a/data.pkl", Pickle), ("a/data/0", Storage));
        file[Central(file, "a/data/0") + 10] = 14;
        AssertRefused(file, "compressed by method 14");
    }

    [Test]
    public void Read_RecordOutsideTheFile_IsRefused()
    {
        byte[] file = Stored(("a/data.pkl", Pickle), ("a/data/0", Storage));
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(Central(file, "a/data/0") + 42), int.MaxValue);
        AssertRefused(file, "there is no record 'a/data/0' at byte 2147483647");
    }

    [Test]
    public void Read_CommentAfterTheDirectory_IsAccepted()
    {
        byte[] file = [.. Stored(("a/data.pkl", Pickle), ("a/data/0", Storage)), .. "hello"u8];
        file[^7] = 5;
        Assert.That(Read(file).Tensors, Has.Count.EqualTo(1));
    }

    [Test]
    public void ToTensor_FileReplacedMeanwhile_IsRefused()
    {
        StateDict weights = Read(Stored(("a/data.pkl", Pickle), ("a/data/0", Storage)));
        File.AppendAllText(weights.Path, "x");
        Assert.That(() => weights.Tensors[0].ToTensor(), Refusal.Saying("changed while it was in use"));
        File.Delete(weights.Path);
        Assert.That(() => weights.Tensors[0].ToTensor(), Refusal.Saying("no such file"));
    }

    private static byte[] Stored(params (string Name, byte[] Bytes)[] records) =>
        HandMade.Zip(CompressionLevel.NoCompression, records);

    private static byte[] WithByteOrder(string order) =>
        Stored(("a/data.pkl", Pickle), ("a/byteorder", Encoding.ASCII.GetBytes(order)), ("a/data/0", Storage));

    /// <summary>The position of a record's header in the central directory: 46 bytes before its last name.</summary>
    private static int Central(byte[] file, string name) =>
        file.AsSpan().LastIndexOf(Encoding.ASCII.GetBytes(name)) - 46;

    private static void SetLength(byte[] file, string name, int length) =>
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(Central(file, name) + 24), length);

    private StateDict Read(byte[] file) => StateDict.Read(_folder.Write("hand-made.pt", file));

    private void AssertRefused(byte[] file, string expected) => Assert.That(() => Read(file), Refusal.Saying(expected));
}
