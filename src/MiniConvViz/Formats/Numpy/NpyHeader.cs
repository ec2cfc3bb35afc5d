using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using MiniConvViz.Tensors;

namespace MiniConvViz.Formats.Numpy;

/// <summary>
/// The header before the values of a NumPy array:
/// <code>
/// 93 'NUMPY'  1 0   HH HH          the version, and the length of what follows: 2 bytes (4 from version 2 on)
/// {'descr': '&lt;f4', 'fortran_order': False, 'shape': (1, 3, 224, 224), }      spaces to a multiple of 64, '\n'
/// </code>
/// </summary>
/// <remarks>Source: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html</remarks>
internal sealed record NpyHeader(NpyType Type, bool IsFortranOrder, Shape Shape)
{
    private const int Alignment = 64;

    /// <summary>The most characters that numpy.load itself accepts.</summary>
    private const int MostBytes = 10_000;

    /// <summary>The first bytes of every array.</summary>
    public static ReadOnlySpan<byte> Magic =>
        [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Reads the header from its first byte to its last; returns it with its length in bytes.</summary>
    /// <exception cref="FormatException">It is no header, or describes an unsupported array.</exception>
    /// <exception cref="UnreadableInputException">The bytes end inside it.</exception>
    public static (NpyHeader Header, int Length) Read(StoredBytesReader reader, long available)
    {
        Span<byte> begin = stackalloc byte[Magic.Length + 2];
        if (available < begin.Length + sizeof(uint))
        {
            throw new FormatException($"has {available} bytes, too few for a NumPy array");
        }

        reader.ReadExactly(begin);
        if (!begin.StartsWith(Magic) || begin[^2] is not (>= 1 and <= 3))
        {
            throw new FormatException($"begins with the bytes {Convert.ToHexString(begin)}, expected a NumPy array of "
                + "version 1, 2 or 3");
        }

        Span<byte> lengthBytes = stackalloc byte[begin[^2] == 1 ? sizeof(ushort) : sizeof(uint)];
        reader.ReadExactly(lengthBytes);
        long length = lengthBytes.Length == sizeof(ushort)
            ? BinaryPrimitives.ReadUInt16LittleEndian(lengthBytes)
            : BinaryPrimitives.ReadUInt32LittleEndian(lengthBytes);
        int before = begin.Length + lengthBytes.Length;
        if (length > MostBytes || length > available - before)
        {
            throw new FormatException($"its header claims {length} bytes, at most {MostBytes} are allowed and "
                + $"{available - before} are there");
        }

        byte[] text = new byte[length];
        reader.ReadExactly(text);
        return (Parse(Encoding.Latin1.GetString(text)), before + text.Length);
    }

    /// <summary>The header of a row-major float32 array, with its magic bytes.</summary>
    public static byte[] Of(Shape shape)
    {
        string[] extents = [.. shape.Extents.ToArray().Select(e => e.ToString(CultureInfo.InvariantCulture))];
        string tuple = extents.Length == 1 ? $"({extents[0]},)" : $"({string.Join(", ", extents)})";
        string text = $"{{'descr': '<f4', 'fortran_order': False, 'shape': {tuple}, }}";
        int before = Magic.Length + 2 + sizeof(ushort);
        int length = ((before + text.Length + Alignment) / Alignment * Alignment) - before;
        byte[] header = new byte[before + length];
        Magic.CopyTo(header);
        header[Magic.Length] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(before - sizeof(ushort)), (ushort)length);
        Encoding.Latin1.GetBytes(text.PadRight(length - 1) + '\n', header.AsSpan(before));
        return header;
    }

    /// <summary>The strides in Fortran's order, where the first axis is the innermost, in elements.</summary>
    public static long[] FortranStrides(Shape shape)
    {
        long[] strides = new long[shape.Rank];
        long stride = 1;
        for (int axis = 0; axis < shape.Rank; axis++)
        {
            (strides[axis], stride) = (stride, stride * Math.Max(shape[axis], 1));
        }

        return strides;
    }

    /// <summary>Parses the dictionary; <c>descr</c>, <c>fortran_order</c> and <c>shape</c> once each.</summary>
    private static NpyHeader Parse(string text)
    {
        PythonLiteral literal = new(text);
        NpyType? type = null;
        bool? isFortranOrder = null;
        List<long>? extents = null;
        literal.Expect('{');
        while (!literal.Take('}'))
        {
            string key = literal.Text();
            literal.Expect(':');
            switch (key)
            {
                case "descr" when type is null:
                    type = NpyType.Parse(literal.Text());
                    break;
                case "fortran_order" when isFortranOrder is null:
                    isFortranOrder = literal.Truth();
                    break;
                case "shape" when extents is null:
                    extents = literal.Tuple(CheckpointLimits.Rank);
                    break;
                default:
                    throw new FormatException($"its header has an unknown or repeated key {Quoted.Name(key)}");
            }

            if (!literal.Take(','))
            {
                literal.Expect('}');
                break;
            }
        }

        literal.ExpectEnd();
        return type is not null && isFortranOrder is not null && extents is not null
            ? new NpyHeader(type, isFortranOrder.Value, TensorExtents.ToShape(extents))
            : throw new FormatException("its header lacks descr, fortran_order or shape");
    }
}
