using System.Diagnostics;
using MiniConvViz.Formats;

namespace MiniConvViz.Tests.Formats;

/// <summary>
/// Real files cut at every byte, and thousands of them with a few bits flipped: they load or are refused in one line;
/// they never crash, hang or fill memory.
/// </summary>
public sealed class DamagedFileTests
{
    private const int MutationsPerFile = 3000;
    private const long MostBytesAllocated = 256L << 20;
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(5);

    private static readonly string[] Files =
    [
        "strided-zip.pth", "strided-legacy.pth", "training-zip.pth", "training-legacy.pth", "shared-zip.pth",
        "dtypes-legacy.pth", "dtypes.expected.safetensors",
    ];

    [TestCaseSource(nameof(Files))]
    public void Read_CutAtEveryByte_IsRefused(string name)
    {
        byte[] whole = File.ReadAllBytes(RepositoryFiles.Golden("checkpoints", name));
        using TemporaryFolder folder = new();
        string path = folder.Write(name, whole);
        using FileStream file = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        for (int length = whole.Length - 1; length >= 0; length--)
        {
            file.SetLength(length);
            Assert.That(() => StateDict.Read(path), Refusal.Saying(path), $"{name} cut to {length} bytes");
        }
    }

    [TestCase("training-zip.pth")]
    [TestCase("cuda-zip.pth")]
    public void ToTensor_AnyByteOfAZipDamaged_GivesTheNumbersOrIsRefused(string name)
    {
        byte[] whole = File.ReadAllBytes(RepositoryFiles.Golden("checkpoints", name));
        using TemporaryFolder folder = new();
        string path = folder.File(name);
        StateDict intact = StateDict.Read(RepositoryFiles.Golden("checkpoints", name));
        Dictionary<string, float[]> expected = intact.Tensors
            .ToDictionary(tensor => tensor.Name, tensor => tensor.ToTensor().Data);
        for (int at = 0; at < whole.Length; at += 3)
        {
            byte[] damaged = [.. whole];
            damaged[at] ^= 0x10;
            File.WriteAllBytes(path, damaged);
            try
            {
                foreach (WeightTensor tensor in StateDict.Read(path).Tensors)
                {
                    Assert.That(tensor.ToTensor().Data, Is.EqualTo(expected[tensor.Name]), $"byte {at}: {tensor.Name}");
                }
            }
            catch (UnreadableInputException)
            {
            }
        }
    }

    [TestCaseSource(nameof(Files))]
    public void Read_BitsFlipped_LoadsOrIsRefused(string name)
    {
        // Without checksums, which would keep nearly all damage from the code behind them.
        byte[] whole = HandMade.WithoutChecksums(File.ReadAllBytes(RepositoryFiles.Golden("checkpoints", name)));
        using TemporaryFolder folder = new();
        string path = folder.File(name);
        Random random = new(7);
        int loaded = 0;
        for (int i = 0; i < MutationsPerFile; i++)
        {
            byte[] damaged = Damage(whole, random);
            File.WriteAllBytes(path, damaged);
            long allocated = GC.GetAllocatedBytesForCurrentThread();
            long start = Stopwatch.GetTimestamp();
            Exception? unexpected = null;
            try
            {
                loaded += StateDict.Read(path).Tensors.Sum(tensor => tensor.ToTensor().Values.Length) > 0 ? 1 : 0;
            }
            catch (UnreadableInputException)
            {
            }
            catch (Exception e)
            {
                unexpected = e;
            }

            allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
            if (unexpected is not null || allocated > MostBytesAllocated || Stopwatch.GetElapsedTime(start) > MostTime)
            {
                string kept = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"damaged-{i}-{name}");
                File.WriteAllBytes(kept, damaged);
                TimeSpan time = Stopwatch.GetElapsedTime(start);
                Assert.Fail($"mutation {i}, kept as {kept}: {allocated} bytes, {time}, {unexpected}");
            }
        }

        Assert.That(loaded, Is.GreaterThan(0).And.LessThan(MutationsPerFile), "damage in the numbers and elsewhere");
    }

    /// <summary>
    /// One to four faults: a flipped bit, a byte of a telling value, or bytes copied from elsewhere in the file.
    /// </summary>
    private static byte[] Damage(byte[] whole, Random random)
    {
        byte[] damaged = [.. whole];
        ReadOnlySpan<byte> telling = [0, 1, 0x7F, 0x80, 0xFF, (byte)'.', (byte)'(', (byte)'u', (byte)'R', 0x8A];
        for (int fault = random.Next(1, 5); fault > 0; fault--)
        {
            int at = random.Next(damaged.Length);
            switch (random.Next(3))
            {
                case 0:
                    damaged[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    damaged[at] = telling[random.Next(telling.Length)];
                    break;
                default:
                    int length = random.Next(1, Math.Min(16, damaged.Length - at) + 1);
                    whole.AsSpan(random.Next(whole.Length - length + 1), length).CopyTo(damaged.AsSpan(at));
                    break;
            }
        }

        return damaged;
    }
}
