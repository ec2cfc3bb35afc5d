using System.Buffers.Binary;
using System.IO.Compression;
using MiniConvViz.Fuzz.Mutators;
using MiniConvViz.Fuzz.Running;
using MiniConvViz.Fuzz.Seeds;
using MiniConvViz.Tests;

namespace MiniConvViz.Imaging.Tests.Fuzz;

/// <summary>Changed files keep valid checksums and lengths, so that the change reaches the reader.</summary>
public sealed class MutatorTests
{
    private const int Changes = 300;

    [TestCase("onnx", "mutations", "network.onnx")]
    [TestCase("pth", "checkpoints", "strided-zip.pth")]
    [TestCase("legacy", "checkpoints", "strided-legacy.pth")]
    [TestCase("safetensors", "checkpoints", "strided.expected.safetensors")]
    [TestCase("npy", "mutations", "c-order.npy")]
    [TestCase("npz", "mutations", "arrays.npz")]
    [TestCase("picture", "images", "rgb.png")]
    public void Mutate_SameSeed_GivesTheSameOtherFile(string format, params string[] golden)
    {
        byte[] whole = File.ReadAllBytes(RepositoryFiles.Golden(golden));
        byte[] original = [.. whole];
        Mutator mutator = new(format);
        int others = 0;
        for (int seed = 0; seed < Changes; seed++)
        {
            byte[] changed = mutator.Mutate(whole, whole, new Random(seed));
            Assert.That(mutator.Mutate(whole, whole, new Random(seed)), Is.EqualTo(changed));
            others += changed.AsSpan().SequenceEqual(whole) ? 0 : 1;
        }

        Assert.That(whole, Is.EqualTo(original), "the input itself stays");
        Assert.That(others, Is.GreaterThan(Changes * 8 / 10));
    }

    [Test]
    public void ReadTree_EverySeed_IsWrittenByteForByte()
    {
        byte[] exported = File.ReadAllBytes(RepositoryFiles.Golden("mutations", "network.onnx"));
        foreach (byte[] seed in OnnxSeeds.All().Append(exported))
        {
            Assert.That(ProtobufTree.Read(seed, OnnxMessage.Model)!.ToArray(), Is.EqualTo(seed));
        }
    }

    [Test]
    public void MutatePng_Chunks_HaveRightCheckSums()
    {
        byte[] whole = File.ReadAllBytes(RepositoryFiles.Golden("images", "rgb.png"));
        for (int seed = 0; seed < Changes; seed++)
        {
            byte[] changed = PngMutator.Mutate(whole, whole, new Random(seed))!;
            for (int at = 8; at < changed.Length;)
            {
                int length = BinaryPrimitives.ReadInt32BigEndian(changed.AsSpan(at));
                uint stored = BinaryPrimitives.ReadUInt32BigEndian(changed.AsSpan(at + 8 + length));
                uint right = PngWriter.CheckSum(changed.AsSpan(at + 4, 4), changed.AsSpan(at + 8, length));
                Assert.That(stored, Is.EqualTo(right));
                at += 12 + length;
            }
        }
    }

    [Test]
    public void MutateZip_Members_HaveRightCheckSums()
    {
        byte[] whole = File.ReadAllBytes(RepositoryFiles.Golden("checkpoints", "strided-zip.pth"));
        int opened = 0;
        for (int seed = 0; seed < Changes; seed++)
        {
            try
            {
                using ZipArchive archive = new(new MemoryStream(ZipMutator.Mutate(whole, whole, new Random(seed))!));
                foreach (ZipArchiveEntry entry in archive.Entries)
                {
                    using Stream stream = entry.Open();
                    stream.CopyTo(Stream.Null); // a wrong checksum throws
                }

                opened++;
            }
            catch (InvalidDataException)
            {
                // One change in five is of zip's own records.
            }
        }

        Assert.That(opened, Is.GreaterThan(Changes * 7 / 10).And.LessThan(Changes));
    }

    [Test]
    public void MutateSafeTensors_Length_IsThatOfTheHeader()
    {
        byte[] whole = File.ReadAllBytes(RepositoryFiles.Golden("checkpoints", "strided.expected.safetensors"));
        long data = whole.Length - 8 - BinaryPrimitives.ReadInt64LittleEndian(whole);
        for (int seed = 0; seed < Changes; seed++)
        {
            byte[] changed = SafeTensorsMutator.Mutate(whole, whole, new Random(seed))!;
            Assert.That(BinaryPrimitives.ReadInt64LittleEndian(changed), Is.EqualTo(changed.Length - 8 - data));
        }
    }

    [Test]
    public void Shorten_KeepsWhatMatters()
    {
        byte[] input = [.. Enumerable.Range(0, 200).Select(i => (byte)i)];

        byte[] shorter = FindingMinimiser.Shorten(
            input, bytes => bytes.Contains((byte)17) && bytes.Contains((byte)150));

        Assert.That(shorter, Is.EqualTo((byte[])[17, 150]));
    }
}
