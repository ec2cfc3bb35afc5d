namespace MiniConvViz.Formats.PyTorch;

/// <summary>
/// PyTorch's format since 1.6: a zip archive, not compressed, with one folder:
/// <code>
/// archive/data.pkl     the object that was saved; its tensors name storages by key
/// archive/byteorder    'little' or 'big'; older files have none and are little
/// archive/data/KEY     the numbers of one storage, raw
/// archive/version      and others that are of no concern here
/// </code>
/// </summary>
/// <remarks>Source: https://pytorch.org/docs/stable/notes/serialization.html</remarks>
internal static class TorchZipFile
{
    /// <summary>Reads everything but the numbers.</summary>
    /// <exception cref="UnreadableInputException">The file is damaged, cut short, or holds no state_dict.</exception>
    public static CheckpointContent Read(CheckpointFile file)
    {
        TorchZipArchive archive = new(file);
        CheckByteOrder(file, archive);
        StoredBytes pickle = archive.Find("data.pkl")!;
        TorchStorageTable storages = new();
        PickleValue root;
        using (Stream stream = pickle.Open(file))
        {
            long length = Math.Min(pickle.Length, CheckpointLimits.PickleBytes);
            root = new PickleReader(new PickleInput(file, stream, length, start: 0, "data.pkl"), storages).Read();
        }

        foreach (TorchStorage storage in storages.ByKey.Values)
        {
            StoredBytes bytes = archive.Find($"data/{storage.Key}")
                ?? throw ZipDirectory.Damaged(file, $"there is no record for storage {Quoted.Name(storage.Key)}");
            storage.Bytes = bytes.Length == storage.ByteLength
                ? bytes
                : throw ZipDirectory.Damaged(file, $"storage {Quoted.Name(storage.Key)} has {bytes.Length} bytes, "
                    + $"expected {storage.ByteLength} for {storage.Count} numbers of {storage.DType.Name()}");
        }

        return CheckpointUnwrapping.Unwrap(file, root);
    }

    private static void CheckByteOrder(CheckpointFile file, TorchZipArchive archive)
    {
        if (archive.Find("byteorder") is not StoredBytes record)
        {
            return;
        }

        byte[] order = new byte[Math.Min(record.Length, "little".Length)];
        using Stream stream = record.Open(file);
        StoredBytes.ReadExactly(file, stream, order);
        if (!order.AsSpan().SequenceEqual("little"u8))
        {
            throw file.Error("was saved on a big-endian machine (record byteorder); load it there and save it as safetensors");
        }
    }
}
