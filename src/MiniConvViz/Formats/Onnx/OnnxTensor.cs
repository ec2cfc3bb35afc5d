using System.Numerics;
using MiniConvViz.Tensors;

namespace MiniConvViz.Formats.Onnx;

/// <summary>
/// A tensor of an ONNX file: usually bytes that are still in the file, or in another file next to it; small ones may be
/// in the message itself.
/// </summary>
internal sealed class OnnxTensor
{
    private readonly StoredTensor? _stored;
    private readonly byte[] _bytes = [];

    /// <summary>A tensor whose bytes are in a file.</summary>
    public OnnxTensor(string name, StoredTensor stored) =>
        (Name, DType, Shape, _stored) = (name, stored.DType, stored.Shape, stored);

    /// <summary>A tensor of an <see cref="OnnxNarrowType"/> whose bytes are in a file.</summary>
    public OnnxTensor(string name, int narrowType, Shape shape, StoredTensor packed) =>
        (Name, NarrowType, DType, Shape, _stored) =
            (name, narrowType, OnnxNarrowType.WideType(narrowType)!.Value, shape, packed);

    /// <summary>A tensor of an <see cref="OnnxNarrowType"/> whose bytes are in memory.</summary>
    public OnnxTensor(string name, int narrowType, Shape shape, byte[] packed) =>
        (Name, NarrowType, DType, Shape, _bytes) =
            (name, narrowType, OnnxNarrowType.WideType(narrowType)!.Value, shape, packed);

    /// <summary>
    /// A tensor whose bytes, little-endian and row-major, are in memory; their number fits the shape.
    /// </summary>
    public OnnxTensor(string name, DType dtype, Shape shape, byte[] bytes) =>
        (Name, DType, Shape, _bytes) = (name, dtype, shape, bytes);

    /// <summary>Such as <c>layer1.0.conv1.weight</c>; may be empty.</summary>
    public string Name { get; }

    /// <summary>The type that the elements are read as.</summary>
    public DType DType { get; }

    /// <summary>The <see cref="OnnxNarrowType"/> that they have in the file; 0 where that is
    /// <see cref="DType"/>.</summary>
    public int NarrowType { get; }

    public Shape Shape { get; }

    /// <summary>The file that holds its bytes; null where they are in memory.</summary>
    public FileStamp? File => _stored?.File;

    /// <summary>Whether its values may have fractions, as weights have and shapes have not.</summary>
    public bool IsFloating => OnnxDType.IsFloating(DType);

    /// <summary>The values as float32, in an array that the caller owns.</summary>
    /// <exception cref="UnreadableInputException">The file was deleted or changed.</exception>
    public Tensor ToTensor() => new(Shape, Read<float>());

    /// <summary>The values as float64, which represents every shape exactly.</summary>
    /// <exception cref="UnreadableInputException">The file was deleted or changed.</exception>
    public double[] ToDoubles() => Read<double>();

    private T[] Read<T>()
        where T : unmanaged, INumberBase<T>
    {
        if (_stored is not null && NarrowType == 0)
        {
            return _stored.Read<T>();
        }

        T[] values = new T[Shape.Count];
        byte[] bytes = NarrowType == 0
            ? _bytes
            : OnnxNarrowType.Widen(NarrowType, _stored?.Read<byte>() ?? _bytes, Shape.Count);
        ElementConversion.Convert<T>(DType, bytes, values);
        return values;
    }
}
