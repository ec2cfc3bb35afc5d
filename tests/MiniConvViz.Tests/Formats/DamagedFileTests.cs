using MiniConvViz.Formats;

namespace MiniConvViz.Tests.Formats;

/// <summary>
/// Real files cut at every byte are refused; damage under a checksum never becomes a value. <see cref="MutationTests"/>
/// has thousands of other kinds of damage.
/// </summary>
public sealed class DamagedFileTests
{
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
}
