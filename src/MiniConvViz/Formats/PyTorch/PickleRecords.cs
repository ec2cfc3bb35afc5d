using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using MiniConvViz.Tensors;

namespace MiniConvViz.Formats.PyTorch;

/// <summary>
/// What the pickle reader builds: only these records, never an object of a type that a file names. They compare by
/// identity and print without looking inside, for a pickle can make a list that holds itself.
/// </summary>
/// <param name="what">How messages call it: <c>a dict</c>.</param>
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

/// <summary>A whole number that does not fit 64 bits; no size is one.</summary>
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

    /// <summary>The same as bytes, where Python 2 wrote it, which does not distinguish them; else null.</summary>
    public PickleBinary? Bytes { get; init; }
}

/// <summary>Bytes; of long ones <see cref="Kept"/> are kept.</summary>
internal sealed class PickleBinary(byte[] first, long length) : PickleValue("bytes")
{
    /// <summary>More than a date or a number takes.</summary>
    public const int Kept = 64;

    /// <summary>The first bytes, or all.</summary>
    public ReadOnlySpan<byte> First => first;

    public long Length => length;

    /// <summary>Where the bytes lie in the file; null where it holds them compressed or as text.</summary>
    public long? FilePosition { get; init; }

    /// <summary>All bytes as a text of characters from 0 to 255, where they were pickled as one.</summary>
    public string? Latin1 { get; init; }
}

/// <summary>A tuple, or a <c>torch.Size</c>.</summary>
internal sealed class PickleTuple(PickleValue[] items) : PickleValue("a tuple")
{
    public PickleValue[] Items => items;
}

/// <summary>A list; it grows after it was made.</summary>
internal sealed class PickleList() : PickleValue("a list")
{
    private List<PickleValue>? _items;

    public IReadOnlyList<PickleValue> Items => _items ?? (IReadOnlyList<PickleValue>)[];

    public void Add(PickleValue[] items) => (_items ??= []).AddRange(items);
}

/// <summary>A dict or OrderedDict, in insertion order; it grows after it was made.</summary>
internal sealed class PickleDict() : PickleValue("a dict")
{
    private Dictionary<string, PickleValue>? _byText;
    private List<KeyValuePair<PickleValue, PickleValue>>? _items;

    public IReadOnlyList<KeyValuePair<PickleValue, PickleValue>> Items =>
        _items ?? (IReadOnlyList<KeyValuePair<PickleValue, PickleValue>>)[];

    /// <summary>The dict that a value is, or that an object of a dict's class is; else null.</summary>
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
/// A Python name, one of those in <see cref="TorchGlobals"/> or any other: a stand-in, nothing that could be called.
/// </summary>
internal sealed class PickleGlobal(string name, TorchGlobalKind kind, DType? dtype) : PickleValue(name)
{
    /// <summary>As Python writes it: <c>argparse.Namespace</c>.</summary>
    public string Name { get; } = name.Replace(' ', '.');

    public TorchGlobalKind Kind => kind;

    /// <summary>The element type, of a storage class or a dtype.</summary>
    public DType? DType => dtype;
}

/// <summary>
/// An object of a type that is not known here, as it was described: what it was to be made from, and what was then put
/// into it. Nothing was made, called or looked up.
/// </summary>
/// <param name="type">The name of its class, or of the function that was to be called.</param>
/// <param name="arguments">What the class or function was to be given.</param>
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

/// <summary>A device, of which nothing is kept: weights are read to where they are needed.</summary>
internal sealed class PickleDevice() : PickleValue("a torch.device");

/// <summary>
/// A storage as a persistent id names it; <paramref name="offset"/> is not 0 for views of very old files.
/// </summary>
internal sealed class PickleStorage(TorchStorage storage, long offset, long count) : PickleValue("a storage")
{
    public TorchStorage Storage => storage;

    public long Offset => offset;

    /// <summary>Numbers from <see cref="Offset"/> on.</summary>
    public long Count => count;
}

/// <summary>A tensor: a shape and strides over a storage, in numbers. All sizes are checked.</summary>
internal sealed class PickleTensor(TorchStorage storage, DType dtype, long offset, Shape shape, long[]? strides)
    : PickleValue("a tensor")
{
    public TorchStorage Storage => storage;

    public DType DType => dtype;

    public long Offset => offset;

    public Shape Shape => shape;

    /// <summary>Numbers between neighbours along each axis; null when row-major.</summary>
    public long[]? Strides => strides;
}
