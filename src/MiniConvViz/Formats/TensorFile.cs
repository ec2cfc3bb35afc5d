using MiniConvViz.Formats.Numpy;
using MiniConvViz.Formats.PyTorch;
using MiniConvViz.Formats.SafeTensors;
using MiniConvViz.Formats.Zip;
using MiniConvViz.Tensors;

namespace MiniConvViz.Formats;

/// <summary>
/// One tensor from a file written by Python: a NumPy array (<c>.npy</c>), a member of a <c>.npz</c>, a tensor of a
/// <c>.safetensors</c>, or a file of <c>torch.save</c>: one tensor, or a dict of them. The format is recognised by
/// content.
/// </summary>
public static class TensorFile
{
    private const string UsualKey = "input";
    private const int HeadBytes = 32;
    private const int LengthBytes = 8;

    /// <summary>Reads <c>FILE</c> or <c>FILE:KEY</c>.</summary>
    /// <param name="place">Without a key, a file of several tensors gives the one called <c>input</c>.</param>
    /// <exception cref="UnreadableInputException">
    /// There is no such file or key, several tensors and none called <c>input</c>, or the file is damaged.
    /// </exception>
    public static Tensor Read(string place)
    {
        ArgumentNullException.ThrowIfNull(place);
        (string path, string? key) = Split(place);
        using CheckpointFile file = CheckpointFile.Open(path);
        Span<byte> head = stackalloc byte[HeadBytes];
        head = head[..file.Read(0, head)];
        if (head.StartsWith(NpyHeader.Magic))
        {
            return key is null
                ? NpyReader.Read(file, new StoredBytes(0, file.Length))
                : throw file.Error($"is one NumPy array, so it has no key {Quoted.Name(key)}");
        }

        if (head.StartsWith("PK\x03\x04"u8))
        {
            ZipRecords records = new(file);
            return records.Names.Any(name => name.EndsWith("/data.pkl", StringComparison.Ordinal))
                ? Read(file, OfPickle(file, TorchZipFile.Read(file)), key)
                : NpzReader.Read(file, records, Choose(file, NpzReader.Names(records), key));
        }

        if (TorchLegacyFile.MagicLength(head) > 0)
        {
            return Read(file, OfPickle(file, TorchLegacyFile.Read(file)), key);
        }

        return head.Length >= LengthBytes && head[LengthBytes - 1] == 0
            ? Read(file, SafeTensorsReader.Read(file), key)
            : throw file.Error(
                $"begins with the bytes {Convert.ToHexString(head[..Math.Min(LengthBytes, head.Length)])}; "
                + "expected a tensor as .npy, .npz, .safetensors or .pt");
    }

    /// <summary>The size in bytes of the file of a place; 0 where there is no file.</summary>
    public static long LengthOf(string place)
    {
        ArgumentNullException.ThrowIfNull(place);
        (string path, _) = Split(place);
        return File.Exists(path) ? new FileInfo(path).Length : 0;
    }

    /// <summary>The longest part before a colon that is the name of a file, and the key after it.</summary>
    private static (string Path, string? Key) Split(string place)
    {
        if (!File.Exists(place))
        {
            for (int colon = place.LastIndexOf(':'); colon > 0; colon = place.LastIndexOf(':', colon - 1))
            {
                if (File.Exists(place[..colon]))
                {
                    return (place[..colon], place[(colon + 1)..]);
                }
            }
        }

        return (place, null);
    }

    /// <summary>A tensor that was saved alone, or the dict of tensors in the saved object.</summary>
    private static CheckpointContent OfPickle(CheckpointFile file, PickleValue root)
    {
        if (root is not PickleTensor tensor)
        {
            return CheckpointUnwrapping.Unwrap(file, root, key: null);
        }

        StoredTensor stored = CheckpointUnwrapping.Locate(file, UsualKey, tensor);
        return new([new(UsualKey, stored)], new Dictionary<string, string>(), []);
    }

    private static Tensor Read(CheckpointFile file, CheckpointContent content, string? key)
    {
        StateDict tensors = new(file.Stamp.Path, "", content);
        string chosen = Choose(file, [.. tensors.Tensors.Select(tensor => tensor.Name)], key);
        _ = tensors.TryGet(chosen, out WeightTensor? tensor);
        return tensor!.ToTensor();
    }

    private static string Choose(CheckpointFile file, IReadOnlyList<string> names, string? key) => (names, key) switch
    {
        (_, string wanted) when names.Contains(wanted) => wanted,
        ([string only], null) => only,
        (_, null) when names.Contains(UsualKey) => UsualKey,
        ([], _) => throw file.Error("holds no tensors"),
        (_, null) => throw file.Error(
            $"holds {names.Count} tensors and none is called '{UsualKey}'; "
            + $"say which: FILE:KEY with {Quoted.Names(names)}"),
        _ => throw file.Error($"has no tensor {Quoted.Name(key)}; it has {Quoted.Names(names)}"),
    };
}
