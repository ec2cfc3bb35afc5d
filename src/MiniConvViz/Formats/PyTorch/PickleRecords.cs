using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using MiniConvViz.Tensors;

namespace MiniConvViz.Formats.PyTorch;

/// <summary>
/// The values that the pickle reader builds: only these records, never an object of a type named in a file. They are
/// compared by identity and printed without their contents, since a pickle can make a list that contains itself.
/// </summary>
/// <param name="what">Its name in messages: <c>a dict</c>.</param>
internal abstract class PickleValue(string what)
{
    /// <inheritdoc/>
    public override string ToString() => what;
}

/// <summary>None.</summary>
internal sealed class PickleNone() : PickleValue("None")
{
    public static readonly PickleNone Instance = new();
}

/// <summary>True or False.</summary>
internal sealed class PickleBool(bool value) : PickleValue(value ? "True" : "False")
{
    public static readonly PickleBool True = new(true);
    public static readonly PickleBool False = new(false);

    public bool Value => value;
}

/// <summary>A whole number.</summary>
internal sealed class PickleInteger(long value) : PickleValue("a whole number")
{
    public long Value => value;
}

/// <summary>A whole number that does not fit 64 bits; it is no valid size.</summary>
internal sealed class PickleHugeInteger(BigInteger value) : PickleValue("a whole number beyond 64 bits")
{
    public BigInteger Value => value;
}

/// <summary>A float.</summary>
internal sealed class PickleFloat(double value) : PickleValue("a float")
{
    public double Value => value;
}

/// <summary>A text.</summary>
internal sealed class PickleText(string value) : PickleValue("a text")
{
    public string Value => value;

    /// <summary>
    /// The same as bytes, where Python 2 wrote it, which does not distinguish text from bytes; else null.
    /// </summary>
    public PickleBinary? Bytes { get; init; }
}

/// <summary>Bytes; of long ones only the first <see cref="Kept"/> are kept.</summary>
internal sealed class PickleBinary(byte[] first, long length) : PickleValue("bytes")
{
    /// <summary>More than the bytes of a date or a number.</summary>
    public const int Kept = 64;

    /// <summary>The first bytes, or all.</summary>
    public ReadOnlySpan<byte> First => first;

    public long Length => length;

    /// <summary>The position of the bytes in the file; null where they are compressed or text there.</summary>
    public long? FilePosition { get; init; }

    /// <summary>All bytes as a text of characters from 0 to 255, where they were pickled as one.</summary>
    public string? Latin1 { get; init; }
}

/// <summary>A tuple, or a <c>torch.Size</c>.</summary>
internal sealed class PickleTuple(PickleValue[] items) : PickleValue("a tuple")
{
    public PickleValue[] Items => items;
}

/// <summary>A list; items are added after its creation.</summary>
internal sealed class PickleList() : PickleValue("a list")
{
    private List<PickleValue>? _items;

    public IReadOnlyList<PickleValue> Items => _items ?? (IReadOnlyList<PickleValue>)[];

    public void Add(PickleValue[] items) => (_items ??= []).AddRange(items);
}

/// <summary>A dict or OrderedDict, in insertion order; items are added after its creation.</summary>
internal sealed class PickleDict() : PickleValue("a dict")
{
    private Dictionary<string, PickleValue>? _byText;
    private List<KeyValuePair<PickleValue, PickleValue>>? _items;

    public IReadOnlyList<KeyValuePair<PickleValue, PickleValue>> Items =>
        _items ?? (IReadOnlyList<KeyValuePair<PickleValue, PickleValue>>)[];

    /// <summary>The value as a dict, or the entries of an object of a dict's class; else null.</summary>
    public static PickleDict? Of(PickleValue value) =>
        value as PickleDict ?? (value as PickleObject)?.Entries;

    /// <summary>Adds an entry.</summary>
    /// <exception cref="FormatException">The same text is already a key.</exception>
    public void Add(PickleValue key, PickleValue value)
    {
        if (key is PickleText text && !(_byText ??= []).TryAdd(text.Value, value))
        {
            throw new FormatException($"the key {Quoted.Name(text.Value)} occurs twice; the file is damaged");
        }

        (_items ??= []).Add(new(key, value));
    }

    /// <summary>The value under a text.</summary>
    public bool TryGet(string key, [NotNullWhen(true)] out PickleValue? value)
    {
        value = null;
        return _byText is not null && _byText.TryGetValue(key, out value);
    }
}

/// <summary>
/// A Python name, one of those in <see cref="TorchGlobals"/> or any other: a placeholder that cannot be called.
/// </summary>
internal sealed class PickleGlobal(string name, TorchGlobalKind kind, DType? dtype) : PickleValue(name)
{
    /// <summary>The name as in Python: <c>argparse.Namespace</c>.</summary>
    public string Name { get; } = name.Replace(' ', '.');

    public TorchGlobalKind Kind => kind;

    /// <summary>The element type, of a storage class or a dtype.</summary>
    public DType? DType => dtype;
}

/// <summary>
/// A description of an object of an unsupported type: the arguments of its construction, and the items, entries and
/// attributes that were added. Nothing was created, called or looked up.
/// </summary>
/// <param name="type">The name of its class, or of the function in the call.</param>
/// <param name="arguments">The arguments of the class or function.</param>
internal sealed class PickleObject(string type, PickleValue[] arguments) : PickleValue(type)
{
    private List<PickleValue>? _items;

    public string Type { get; } = type;

    public PickleValue[] Arguments => arguments;

    /// <summary>The items of a list or a set.</summary>
    public IReadOnlyList<PickleValue> Items => _items ?? (IReadOnlyList<PickleValue>)[];

    public void Add(PickleValue[] items) => (_items ??= []).AddRange(items);

    /// <summary>The entries of a dict; null where none were added.</summary>
    public PickleDict? Entries { get; set; }

    /// <summary>Its attributes, mostly a dict; null where it has none.</summary>
    public PickleValue? State { get; set; }

    /// <summary>Why it cannot be read, where it is a tensor of a kind that is not supported.</summary>
    public string? TensorProblem { get; init; }
}

/// <summary>A device, which is ignored: weights can be used on any device.</summary>
internal sealed class PickleDevice() : PickleValue("a torch.device");

/// <summary>
/// A storage named by a persistent id; <paramref name="offset"/> is not 0 for views of very old files.
/// </summary>
internal sealed class PickleStorage(TorchStorage storage, long offset, long count) : PickleValue("a storage")
{
    public TorchStorage Storage => storage;

    public long Offset => offset;

    /// <summary>Elements from <see cref="Offset"/> on.</summary>
    public long Count => count;
}

/// <summary>A tensor: a shape and strides over a storage, in elements. All sizes are checked.</summary>
internal sealed class PickleTensor(TorchStorage storage, DType dtype, long offset, Shape shape, long[]? strides)
    : PickleValue("a tensor")
{
    public TorchStorage Storage => storage;

    public DType DType => dtype;

    public long Offset => offset;

    public Shape Shape => shape;

    /// <summary>Elements between neighbours along each axis; null when row-major.</summary>
    public long[]? Strides => strides;
}
