using MiniConvViz.Formats.Zip;

namespace MiniConvViz.Formats.PyTorch;

/// <summary>
/// PyTorch's format since 1.6: a zip archive, not compressed, with one folder:
/// <code>
/// archive/data.pkl     the object that was saved; its tensors name storages by key
/// archive/byteorder    'little' or 'big'; older files have none and are little
/// archive/data/KEY     the values of one storage, raw
/// archive/version      and others that are not read
/// </code>
/// </summary>
/// <remarks>Source: https://pytorch.org/docs/stable/notes/serialization.html</remarks>
internal static class TorchZipFile
{
    /// <summary>The object that was saved: everything but the values is read.</summary>
    /// <exception cref="UnreadableInputException">The file is damaged or cut short.</exception>
    public static PickleValue Read(CheckpointFile file) => Read(file, new TorchZipArchive(file, new ZipRecords(file)));

    /// <inheritdoc cref="Read(CheckpointFile)"/>
    public static PickleValue Read(CheckpointFile file, TorchZipArchive archive)
    {
        CheckByteOrder(file, archive);
        TorchStorageTable storages = new();
        PickleValue root = ReadPickle(file, archive.Find("data.pkl")!, storages);
        foreach (TorchStorage storage in storages.ByKey.Values)
        {
            StoredBytes bytes = archive.Find($"data/{storage.Key}")
                ?? throw ZipDirectory.Damaged(file, $"there is no record for storage {Quoted.Name(storage.Key)}");
            storage.Bytes = bytes.Length == storage.ByteLength
                ? bytes
                : throw ZipDirectory.Damaged(file, $"storage {Quoted.Name(storage.Key)} has {bytes.Length} bytes, "
                    + $"expected {storage.ByteLength} for {storage.Count} elements of {storage.DType.Name()}");
        }

        return root;
    }

    private static PickleValue ReadPickle(CheckpointFile file, StoredBytes pickle, TorchStorageTable storages)
    {
        using StoredBytesReader reader = new(file, pickle);
        long? origin = pickle.IsDeflated ? null : pickle.Start;
        PickleInput input = new(file, reader, pickle.Length, start: 0, "data.pkl", origin);
        return new PickleReader(input, storages).Read();
    }

    private static void CheckByteOrder(CheckpointFile file, TorchZipArchive archive)
    {
        if (archive.Find("byteorder") is not StoredBytes record)
        {
            return;
        }

        byte[] order = new byte[Math.Min(record.Length, "little".Length)];
        using StoredBytesReader reader = new(file, record);
        reader.ReadExactly(order);
        if (!order.AsSpan().SequenceEqual("little"u8))
        {
            throw file.Error("was saved on a big-endian machine (record byteorder); load it there and save it as "
                + "safetensors");
        }
    }
}
