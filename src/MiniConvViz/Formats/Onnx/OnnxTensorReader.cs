using MiniConvViz.Formats.Onnx.Protobuf;
using MiniConvViz.Tensors;

namespace MiniConvViz.Formats.Onnx;

/// <summary>
/// Reads the tensors of an ONNX file: type, shape and position of the values. The values of large tensors stay in their
/// file until they are read.
/// </summary>
internal static class OnnxTensorReader
{
    private const int RawData = 9;
    private const int StoredElsewhere = 1;

    /// <summary>Reads a file that is one tensor, as in ONNX's backend tests (<c>input_0.pb</c>).</summary>
    /// <exception cref="UnreadableInputException">It is damaged, or its element type is not supported.</exception>
    public static OnnxTensor ReadFile(string path)
    {
        using CheckpointFile file = CheckpointFile.Open(path);
        return Read(file, 0, file.Length);
    }

    /// <summary>Reads the tensor message between two positions of a file, except its raw bytes.</summary>
    /// <exception cref="UnreadableInputException">It is damaged, or its element type is not supported.</exception>
    public static OnnxTensor Read(CheckpointFile file, long start, long end)
    {
        using MemoryStream header = new();
        ProtobufField? raw = null;
        foreach (ProtobufField field in new ProtobufFields(file, start, end))
        {
            if (field is { Number: RawData, IsLengthDelimited: true })
            {
                raw = field;
            }
            else
            {
                header.Write(OnnxFile.ReadBytes(file, field.Start, field.End));
            }
        }

        TensorProto message = OnnxFile.Parse(file, TensorProto.Parser, header.ToArray());
        return raw is ProtobufField bytes
            ? InFile(file, file, message, bytes.ContentStart, bytes.ContentLength)
            : Read(file, message);
    }

    /// <summary>Reads a tensor whose values are in its message, such as a constant node's.</summary>
    /// <exception cref="UnreadableInputException">Its element type is not supported, or its size does not fit its
    /// shape.</exception>
    public static OnnxTensor Read(CheckpointFile file, TensorProto message)
    {
        if (message.DataLocation == StoredElsewhere)
        {
            return OnnxExternalData.Read(file, message);
        }

        DType dtype = DTypeOf(file, message);
        byte[] bytes = message.RawData.Length > 0 ? message.RawData.ToByteArray()
            : Pack(message, IsNarrow(message) ? DType.UInt8 : dtype);
        Shape shape = ShapeOf(file, message, dtype, bytes.Length);
        return IsNarrow(message)
            ? new OnnxTensor(message.Name, message.DataType, shape, bytes)
            : new OnnxTensor(message.Name, dtype, shape, bytes);
    }

    /// <summary>A tensor whose raw bytes are in a file, after a check of their number.</summary>
    /// <param name="file">The file that the message is in.</param>
    /// <param name="holder">The file that the bytes are in.</param>
    /// <param name="message">Type and shape.</param>
    /// <param name="start">The first byte.</param>
    /// <param name="length">The number of bytes.</param>
    /// <exception cref="UnreadableInputException">Their number is wrong.</exception>
    public static OnnxTensor InFile(
        CheckpointFile file, CheckpointFile holder, TensorProto message, long start, long length)
    {
        DType dtype = DTypeOf(file, message);
        Shape shape = ShapeOf(file, message, dtype, length);
        StoredBytes bytes = new(start, length);
        return IsNarrow(message)
            ? new OnnxTensor(
                message.Name,
                message.DataType,
                shape,
                new StoredTensor(holder.Stamp, bytes, DType.UInt8, Offset: 0, [(int)length], Strides: null))
            : new OnnxTensor(
                message.Name, new StoredTensor(holder.Stamp, bytes, dtype, Offset: 0, shape, Strides: null));
    }

    /// <summary>The number of bytes for a message's shape and type.</summary>
    internal static long BytesOf(CheckpointFile file, TensorProto message)
    {
        DType dtype = DTypeOf(file, message);
        return TensorExtents.Count(message.Dims) is Int128 count && count <= Array.MaxLength
            ? IsNarrow(message)
                ? OnnxNarrowType.Bytes(message.DataType, (long)count)
                : (long)count * dtype.ItemSize()
            : throw TooLarge(file, message);
    }

    private static bool IsNarrow(TensorProto message) => OnnxNarrowType.WideType(message.DataType) is not null;

    private static DType DTypeOf(CheckpointFile file, TensorProto message) =>
        OnnxDType.Find(message.DataType) ?? OnnxNarrowType.WideType(message.DataType) ?? throw file.Error(
            $"the tensor {Quoted.Name(message.Name)} has the element type {message.DataType}, which is not "
            + "supported; expected float, double, half, bfloat16, float8, an integer or bool");

    private static Shape ShapeOf(CheckpointFile file, TensorProto message, DType dtype, long bytes)
    {
        long expected = BytesOf(file, message);
        if (expected != bytes)
        {
            throw file.Error(
                $"the tensor {Quoted.Name(message.Name)} [{Extents(message)}] {dtype.Name()} needs "
                + $"{expected} bytes but has {bytes}; the file is damaged, export it again");
        }

        try
        {
            return TensorExtents.ToShape(message.Dims);
        }
        catch (FormatException)
        {
            throw TooLarge(file, message);
        }
    }

    private static string Extents(TensorProto message) =>
        string.Join(',', message.Dims.Take(CheckpointLimits.Rank));

    private static UnreadableInputException TooLarge(CheckpointFile file, TensorProto message) => file.Error(
        $"the tensor {Quoted.Name(message.Name)} is [{Extents(message)}]; "
        + $"expected extents of 0 or more and at most {Array.MaxLength} elements");

    /// <summary>
    /// The values of the typed fields as little-endian bytes of the tensor's type: <c>int32_data</c> contains all
    /// integers of up to 32 bits, bool, and the bits of half and bfloat16.
    /// </summary>
    private static byte[] Pack(TensorProto message, DType dtype)
    {
        using MemoryStream bytes = new();
        using BinaryWriter writer = new(bytes);
        foreach (float value in message.FloatData)
        {
            writer.Write(value);
        }

        foreach (double value in message.DoubleData)
        {
            writer.Write(value);
        }

        foreach (long value in message.Int64Data)
        {
            writer.Write(value);
        }

        Span<byte> narrow = stackalloc byte[sizeof(ulong)];
        int size = dtype.ItemSize();
        foreach (int value in message.Int32Data)
        {
            BitConverter.TryWriteBytes(narrow, (long)value);
            writer.Write(narrow[..size]);
        }

        foreach (ulong value in message.Uint64Data)
        {
            BitConverter.TryWriteBytes(narrow, value);
            writer.Write(narrow[..size]);
        }

        return bytes.ToArray();
    }
}
