using System.Text;
using MiniConvViz.Formats;

namespace MiniConvViz.Tests.Formats;

/// <summary>The kinds of files given by mistake are recognised.</summary>
public sealed class FileSignatureTests
{
    [TestCase("", "is empty (0 bytes)")]
    [TestCase("version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "a git-lfs pointer, not the weights; run")]
    [TestCase("<!DOCTYPE html><html></html>", "a web page")]
    [TestCase("\n <HTML>", "a web page")]
    [TestCase("{\"metadata\": {\"total_size\": 1}, \"weight_map\": {}}", "JSON text")]
    [TestCase("\u0080\u0004\u0095", "the pickle, byte 2: expected 8 more bytes but only 0 are left")]
    [TestCase("\u0080\u0002\u008A\u000A\u006C", "cut short within its first bytes")]
    [TestCase("\u0008\u0007\u0012\u0007pytorch", "an ONNX model")]
    [TestCase("\u001F\u008B\u0008", "gzip-compressed")]
    [TestCase("\u0089HDF\r\n\u001A\n", "HDF5 (Keras)")]
    [TestCase("\u0093NUMPY", "a NumPy array")]
    [TestCase("\u0089PNG\r\n", "a PNG image")]
    [TestCase("\u00FF\u00D8\u00FF\u00E0", "a JPEG image")]
    [TestCase("PK\u0005\u0006", "an empty zip archive")]
    [TestCase("GGUF", "GGUF")]
    [TestCase("hello", "begins with the bytes 68656C6C6F; expected a .pth, .pt or .th")]
    public void Read_SomethingElse_ReportsWhatItIs(string content, string expected)
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("weights.pth", Encoding.Latin1.GetBytes(content));
        Assert.That(() => StateDict.Read(path), Refusal.Saying(expected));
    }

    [Test]
    public void Read_TarArchive_ReportsWhatItIs()
    {
        using TemporaryFolder folder = new();
        byte[] tar = new byte[1024];
        "sys_info"u8.CopyTo(tar);
        "ustar"u8.CopyTo(tar.AsSpan(257));
        string path = folder.Write("weights.pth", tar);
        Assert.That(() => StateDict.Read(path), Refusal.Saying("a tar archive"));
    }

    [Test]
    public void Read_FormatUnderAnotherName_GoesByContent()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("weights.pth");
        File.Copy(RepositoryFiles.Golden("checkpoints", "state_dict.expected.safetensors"), path);
        Assert.That(StateDict.Read(path).Format, Is.EqualTo("safetensors"));
    }

    [Test]
    public void Read_NoSuchFile_IsReported() =>
        Assert.That(
            () => StateDict.Read("no/such.pth"),
            Throws.TypeOf<UnreadableInputException>().With.Message.EqualTo("no/such.pth: no such file"));

    [TestCase("")]
    [TestCase("a\0b")]
    public void Read_ImpossiblePath_IsRefused(string path) =>
        Assert.That(() => StateDict.Read(path), Throws.TypeOf<UnreadableInputException>());

    [Test]
    public void Read_Folder_IsReported()
    {
        using TemporaryFolder folder = new();
        Assert.That(
            () => StateDict.Read(folder.File(".")),
            Refusal.Saying("this is a folder"));
    }
}
