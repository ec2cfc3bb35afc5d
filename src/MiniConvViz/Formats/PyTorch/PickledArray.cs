using System.Numerics;
using System.Text;
using MiniConvViz.Formats.Numpy;
using MiniConvViz.Tensors;

namespace MiniConvViz.Formats.PyTorch;

/// <summary>
/// A NumPy array in a pickle, as in detectron2's and Caffe2's collections:
/// <code>
/// protocol 2 to 4   _reconstruct(ndarray, (0,), b'b'), then its state (version, shape, dtype, is_fortran, bytes)
/// protocol 5        _frombuffer(bytes, dtype, shape, 'C' or 'F')
/// </code>
/// The bytes stay in the file, except where protocol 2 wrote them as a text.
/// </summary>
/// <remarks>Source: https://github.com/numpy/numpy/blob/main/numpy/_core/numeric.py, <c>__reduce__</c>.</remarks>
internal sealed class PickledArray
{
    private readonly PickleBinary _bytes;
    private readonly NpyType _type;
    private readonly long[] _extents;
    private readonly bool _isFortranOrder;

    private PickledArray(PickleBinary bytes, NpyType type, long[] extents, bool isFortranOrder) =>
        (_bytes, _type, _extents, _isFortranOrder) = (bytes, type, extents, isFortranOrder);

    /// <summary>The array that a value describes; null where it is none, or one of texts or objects.</summary>
    public static PickledArray? Find(PickleValue value)
    {
        (PickleValue? bytes, PickleValue? type, PickleValue? shape, bool isFortranOrder) = value switch
        {
            PickleObject { State: PickleTuple { Items: [_, var s, var t, PickleBool order, var b] } } whole
                when whole.Type.EndsWith("._reconstruct", StringComparison.Ordinal) => (b, t, s, order.Value),
            PickleObject { Arguments: [var b, var t, var s, PickleText order] } whole
                when whole.Type.EndsWith("._frombuffer", StringComparison.Ordinal) => (b, t, s, order.Value == "F"),
            _ => default,
        };
        return BytesOf(bytes) is PickleBinary found && TypeOf(type) is NpyType known
            && ExtentsOf(shape) is long[] extents
            ? new PickledArray(found, known, extents, isFortranOrder)
            : null;
    }

    /// <summary>The array as a tensor of the file.</summary>
    /// <exception cref="UnreadableInputException">
    /// Its bytes are fewer or more than its shape says, or in the other byte order.
    /// </exception>
    public ITensorSource Locate(CheckpointFile file, string name)
    {
        try
        {
            Shape shape = TensorExtents.ToShape(_extents);
            long expected = (long)shape.Count * _type.DType.ItemSize();
            if (_bytes.Length != expected)
            {
                throw new FormatException($"an array {shape} of {_type.DType.Name()} takes {expected} bytes, got "
                    + $"{_bytes.Length}; the file is damaged");
            }

            if (_type.IsBigEndian && _type.DType.ItemSize() > 1)
            {
                throw new FormatException("an array in big-endian byte order is not supported; in Python: "
                    + "array.astype('<f4')");
            }

            long[]? strides = _isFortranOrder && shape.Rank > 1 ? NpyHeader.FortranStrides(shape) : null;
            if (_bytes.FilePosition is long position)
            {
                StoredBytes stored = new(position, expected);
                return new StoredTensor(file.Stamp, stored, _type.DType, Offset: 0, shape, strides);
            }

            return strides is null && InMemory() is byte[] memory
                ? new ComputedTensor(shape, () => Convert(_type.DType, memory, shape.Count))
                : throw new FormatException("an array in a compressed pickle is not supported; in Python: "
                    + "torch.save({name: torch.from_numpy(a) for name, a in weights.items()}, path)");
        }
        catch (FormatException problem)
        {
            throw file.Error($"{Quoted.Name(name)}: {problem.Message}");
        }
    }

    private byte[]? InMemory() => _bytes switch
    {
        { Latin1: string text } => Encoding.Latin1.GetBytes(text),
        { Length: var length } when length == _bytes.First.Length => _bytes.First.ToArray(),
        _ => null,
    };

    private static double[] Convert(DType type, byte[] bytes, int count)
    {
        double[] values = new double[count];
        ElementConversion.Convert<double>(type, bytes, values);
        return values;
    }

    /// <summary>Bytes, a bytearray, or a string of Python 2.</summary>
    private static PickleBinary? BytesOf(PickleValue? value) => value switch
    {
        PickleBinary bytes => bytes,
        PickleText { Bytes: PickleBinary bytes } => bytes,
        PickleObject { Type: "builtins.bytearray" or "__builtin__.bytearray", Arguments: [PickleBinary bytes, ..] } =>
            bytes,
        _ => null,
    };

    /// <summary><c>numpy.dtype('f4')</c>, whose state contains the byte order.</summary>
    private static NpyType? TypeOf(PickleValue? value)
    {
        if (value is not PickleObject { Type: "numpy.dtype", Arguments: [PickleText { Value: string kind }, ..] } dtype)
        {
            return null;
        }

        string order = dtype.State is PickleTuple { Items: [_, PickleText { Value: ">" }, ..] } ? ">" : "<";
        try
        {
            return NpyType.Parse(order + kind);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static long[]? ExtentsOf(PickleValue? value) =>
        value is PickleTuple { Items: var items } && items.Length <= CheckpointLimits.Rank
            && Array.TrueForAll(items, item => item is PickleInteger)
            ? [.. items.Select(item => ((PickleInteger)item).Value)]
            : null;
}
