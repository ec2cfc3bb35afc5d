namespace MiniConvViz.Formats.PyTorch;

/// <summary>
/// PyTorch's first own format (0.1.10 to 1.5, still common): five pickles, then the values.
/// <code>
/// pickle 1   0x1950a86a20f9469cfc6c, by which the file is recognised
/// pickle 2   1001, the version
/// pickle 3   { 'protocol_version': 1001, 'little_endian': True, 'type_sizes': { ... } }
/// pickle 4   the object that was saved; its tensors name storages by key
/// pickle 5   [ key, key, ... ]
/// per key    int64 count, then count values, little-endian
/// </code>
/// </summary>
/// <remarks>Source: https://github.com/pytorch/pytorch/blob/main/torch/serialization.py, <c>_legacy_save</c>.</remarks>
internal static class TorchLegacyFile
{
    private const int Version = 1001;

    /// <summary>Pickle 1, whole: PROTO 2, LONG1 of 10 bytes, STOP.</summary>
    public static ReadOnlySpan<byte> Magic =>
        [0x80, 0x02, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E];

    /// <summary>The length of pickle 1 in protocol 2 to 5, or 0 where the bytes are something else.</summary>
    public static int MagicLength(ReadOnlySpan<byte> head)
    {
        const int protocolLength = 2;
        ReadOnlySpan<byte> frame = [0x95, 13, 0, 0, 0, 0, 0, 0, 0]; // FRAME of 13 bytes, from protocol 4 on
        int frameLength = head is [0x80, 4 or 5, ..] && head[protocolLength..].StartsWith(frame) ? frame.Length : 0;
        return head is [0x80, >= 2 and <= 5, ..]
            && head[(protocolLength + frameLength)..].StartsWith(Magic[protocolLength..])
            ? Magic.Length + frameLength
            : 0;
    }

    /// <summary>The object that was saved: everything but the values is read.</summary>
    /// <exception cref="UnreadableInputException">The file is damaged or cut short.</exception>
    public static PickleValue Read(CheckpointFile file)
    {
        byte[] head = new byte[32];
        long start = MagicLength(head.AsSpan(0, file.Read(0, head)));
        long length = file.Length - start;
        using StoredBytesReader reader = new(file, new StoredBytes(start, length));
        PickleInput input = new(file, reader, length, start, "the file", origin: start);
        TorchStorageTable storages = new();
        CheckVersion(file, ReadPickle(), ReadPickle());
        PickleValue root = ReadPickle();
        PickleValue keys = ReadPickle();
        LocateStorages(file, storages, keys, input.Position);
        return root;

        PickleValue ReadPickle() => new PickleReader(input, storages).Read();
    }

    private static void CheckVersion(CheckpointFile file, PickleValue version, PickleValue system)
    {
        if (version is not PickleInteger { Value: Version })
        {
            throw file.Error($"the version of PyTorch's legacy format is not {Version}; the file is damaged");
        }

        if (system is not PickleDict facts || !facts.TryGet("little_endian", out PickleValue? littleEndian)
            || littleEndian is not PickleBool { Value: true })
        {
            throw file.Error("was saved on a big-endian machine, or is damaged; load it there and save it as "
                + "safetensors");
        }
    }

    private static void LocateStorages(CheckpointFile file, TorchStorageTable storages, PickleValue keys, long position)
    {
        if (keys is not PickleList list)
        {
            throw file.Error($"byte {position}: expected the list of storage keys, got {keys}; the file is damaged");
        }

        Span<byte> countBytes = stackalloc byte[sizeof(long)];
        foreach (PickleValue item in list.Items)
        {
            if (item is PickleText other && storages.Skipped.TryGetValue(other.Value, out long skipped))
            {
                position += sizeof(long) + skipped;
                continue;
            }

            if (item is not PickleText { Value: string key }
                || !storages.ByKey.TryGetValue(key, out TorchStorage? storage)
                || storage.Bytes is not null)
            {
                throw file.Error($"byte {position}: a storage key is unknown or listed twice; the file is damaged");
            }

            file.ReadExactly(position, countBytes, $"storage {Quoted.Name(key)}");
            long count = BitConverter.ToInt64(countBytes);
            position += sizeof(long);
            if (count != storage.Count || storage.ByteLength > file.Length - position)
            {
                throw file.Error($"byte {position}: storage {Quoted.Name(key)} has {count} elements, expected "
                    + $"{storage.Count} of "
                    + $"{storage.DType.Name()} within the file's {file.Length} bytes; it is cut short or damaged, "
                    + "fetch it again");
            }

            storage.Bytes = new StoredBytes(position, storage.ByteLength);
            position += storage.ByteLength;
        }
    }
}
