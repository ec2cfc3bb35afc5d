namespace MiniConvViz.Formats.PyTorch;

/// <summary>
/// The storages of one file. A pickle refers to them by "persistent id", a tuple:
/// <code>
/// zip      ('storage', torch.FloatStorage, key, location, count)
/// legacy   ('storage', torch.FloatStorage, key, location, count, None or (view_key, offset, view_count))
/// </code>
/// The same key means the same storage: shared weights are stored once. The location (<c>cpu</c>, <c>cuda:0</c>) is the
/// device of the tensor when it was saved and is ignored here.
/// </summary>
internal sealed class TorchStorageTable
{
    private const long LargestCount = 1L << 48;

    /// <summary>Bytes of one element, of the kinds that are not supported; they are skipped.</summary>
    private static readonly Dictionary<string, int> OtherItemSizes = new()
    {
        ["torch.ComplexFloatStorage"] = 8,
        ["torch.ComplexDoubleStorage"] = 16,
        ["torch.QInt8Storage"] = 1,
        ["torch.QUInt8Storage"] = 1,
        ["torch.QInt32Storage"] = 4,
        ["torch.QUInt4x2Storage"] = 1,
        ["torch.QUInt2x4Storage"] = 1,
    };

    private readonly Dictionary<string, TorchStorage> _byKey = [];
    private readonly Dictionary<string, long> _skipped = [];

    /// <summary>All storages that were mentioned.</summary>
    public IReadOnlyDictionary<string, TorchStorage> ByKey => _byKey;

    /// <summary>Bytes of the storages whose element type is not supported, by key.</summary>
    public IReadOnlyDictionary<string, long> Skipped => _skipped;

    /// <summary>
    /// The storage of a persistent id; where it names a module's class, as in the legacy format, the class.
    /// </summary>
    /// <exception cref="FormatException">It is no such tuple, or contradicts an earlier one.</exception>
    public PickleValue Resolve(PickleValue persistentId) => persistentId switch
    {
        PickleTuple { Items: [PickleText { Value: "module" }, PickleGlobal module, ..] } => module,
        PickleTuple
        {
            Items: [PickleText { Value: "storage" },
                PickleGlobal { Kind: TorchGlobalKind.OtherStorageType } type,
                PickleText { Value: string key },
                PickleText,
                PickleInteger { Value: >= 0 and < LargestCount and long count },
                ..],
        } => Skip(type, key, count),
        PickleTuple
        {
            Items: [PickleText { Value: "storage" },
                PickleGlobal { Kind: TorchGlobalKind.StorageType, DType: DType dtype },
                PickleText { Value: string key },
                PickleText,
                PickleInteger { Value: >= 0 and < LargestCount and long count },
                .. PickleValue[] view],
        } => Find(key, dtype, count, view),
        _ => throw new FormatException("a persistent id that describes no storage; the file is damaged"),
    };

    private PickleObject Skip(PickleGlobal type, string key, long count)
    {
        if (OtherItemSizes.TryGetValue(type.Name, out int size))
        {
            _skipped[key] = count * size;
        }

        return new PickleObject(type.Name, [])
        {
            TensorProblem = $"tensors of {Quoted.Name(type.Name)} are not supported; convert them with .float() before "
                + "torch.save",
        };
    }

    private PickleStorage Find(string key, DType dtype, long count, PickleValue[] view)
    {
        TorchStorage storage = Find(key, dtype, count);
        return view switch
        {
            [] or [PickleNone] => new PickleStorage(storage, offset: 0, count),
            [PickleTuple { Items: [PickleText, PickleInteger offset, PickleInteger viewCount] }] =>
                View(storage, offset.Value, viewCount.Value),
            _ => throw new FormatException("a persistent id with an unknown kind of view; the file is damaged"),
        };
    }

    private TorchStorage Find(string key, DType dtype, long count)
    {
        if (!_byKey.TryGetValue(key, out TorchStorage? storage))
        {
            storage = new TorchStorage(key, dtype, count);
            _byKey.Add(key, storage);
        }

        return storage.DType == dtype && storage.Count == count
            ? storage
            : throw new FormatException($"storage {Quoted.Name(key)} has {count} elements of {dtype.Name()} here but "
                + $"{storage.Count} of {storage.DType.Name()} before; the file is damaged");
    }

    private static PickleStorage View(TorchStorage storage, long offset, long count) =>
        offset >= 0 && count >= 0 && offset <= storage.Count - count
            ? new PickleStorage(storage, offset, count)
            : throw new FormatException($"a view of {count} elements at {offset} of a storage that has "
                + $"{storage.Count}; the file is damaged");
}
