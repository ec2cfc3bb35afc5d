using System.Text;
using MiniConvViz.Formats.PyTorch;

namespace MiniConvViz.Formats;

/// <summary>Recognises a weights file by its first bytes, and files that are often given by mistake.</summary>
internal static class FileSignature
{
    private const int HeadBytes = 512;
    private const int TarMagicOffset = 257;
    private const string Expected = "expected a .pth, .pt or .th from torch.save, a .safetensors, .npz or "
        + "pickle of arrays";

    private const string OnnxModel = "an ONNX model, not weights alone; give it as the model";

    private const string Protocol0 = "a pickle of protocol 0 or 1, expected 2 to 5; in Python: "
        + "pickle.dump(weights, file, protocol=4)";

    private static readonly (byte[] Begin, string What)[] Mistakes =
    [
        ("version https://git-lfs"u8.ToArray(), "a git-lfs pointer, not the weights; run: git lfs pull"),
        ([0x1F, 0x8B], "gzip-compressed; unpack it with gunzip"),
        ("PK\x05\x06"u8.ToArray(), "an empty zip archive; fetch it again"),
        ([0x89, .. "HDF"u8], "HDF5 (Keras), which is not supported; export to ONNX or safetensors"),
        ([0x93, .. "NUMPY"u8],
            "a NumPy array; one tensor alone; save all weights by name: numpy.savez(path, **weights)"),
        ("(dp0\n"u8.ToArray(), Protocol0),
        ("(dp1\n"u8.ToArray(), Protocol0),
        ("}q\0"u8.ToArray(), Protocol0),
        ("ccollections\nOrderedDict\n"u8.ToArray(), Protocol0),
        ("GGUF"u8.ToArray(), "GGUF (a language model), which is not supported"),
        ([0x89, .. "PNG"u8], "a PNG image; give it as the image, not as the weights"),
        ([0xFF, 0xD8, 0xFF], "a JPEG image; give it as the image, not as the weights"),
    ];

    /// <summary>The format of an opened file.</summary>
    /// <exception cref="UnreadableInputException"> It is empty, or of another kind; the message names the kind and the
    /// remedy.
    /// </exception>
    public static CheckpointFormat Recognise(CheckpointFile file)
    {
        byte[] buffer = new byte[HeadBytes];
        ReadOnlySpan<byte> head = buffer.AsSpan(0, file.Read(0, buffer));
        if (head.IsEmpty)
        {
            throw file.Error("is empty (0 bytes); fetch it again");
        }

        if (head.StartsWith("PK\x03\x04"u8))
        {
            return CheckpointFormat.Zip;
        }

        if (TorchLegacyFile.MagicLength(head) > 0)
        {
            return CheckpointFormat.TorchLegacy;
        }

        if (head.Length > 8 && head[8] == '{' && head[7] == 0)
        {
            return CheckpointFormat.SafeTensors;
        }

        if (head is [(byte)'{', ..])
        {
            return CheckpointFormat.Index;
        }

        if (head is [0x80, >= 2 and <= 5, _, ..] && !TorchLegacyFile.Magic.StartsWith(head))
        {
            return CheckpointFormat.BarePickle;
        }

        string? mistake = Mistake(head);
        if (mistake is null && file.Stamp.Path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase))
        {
            return CheckpointFormat.SafeTensors;
        }

        string begin = Convert.ToHexString(head[..Math.Min(8, head.Length)]);
        throw file.Error(
            mistake is null
                ? $"is not a weights file: begins with the bytes {begin}; {Expected}"
                : $"is {mistake}",
            mistake == OnnxModel ? Remedy.GiveAsModel : Remedy.None);
    }

    private static string? Mistake(ReadOnlySpan<byte> head)
    {
        foreach ((byte[] begin, string what) in Mistakes)
        {
            if (head.StartsWith(begin))
            {
                return what;
            }
        }

        if (TorchLegacyFile.Magic.StartsWith(head))
        {
            return "cut short within its first bytes; fetch it again";
        }

        if (head.Length > TarMagicOffset + 5 && head.Slice(TarMagicOffset, 5).SequenceEqual("ustar"u8))
        {
            return "a tar archive (PyTorch before 0.1.10, or a packed folder); unpack it, or load and save it again "
                + "in Python: torch.save(torch.load(path), path)";
        }

        if (head is [0x08, >= 1 and <= 20, 0x12 or 0x1A or 0x22 or 0x3A or 0x42, ..])
        {
            return OnnxModel;
        }

        return LooksLikeMarkup(head) ? "a web page, not weights (did the download need a login?)" : null;
    }

    private static bool LooksLikeMarkup(ReadOnlySpan<byte> head)
    {
        string text = Encoding.Latin1.GetString(head).TrimStart('\u00EF', '\u00BB', '\u00BF', ' ', '\r', '\n', '\t');
        return text.StartsWith("<!doctype", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("<html", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("<?xml", StringComparison.OrdinalIgnoreCase);
    }
}
