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

    /// <summary>
    /// A tensor whose bytes, little-endian and row-major, are in memory; their number fits the shape.
    /// </summary>
    public OnnxTensor(string name, DType dtype, Shape shape, byte[] bytes) =>
        (Name, DType, Shape, _bytes) = (name, dtype, shape, bytes);

    /// <summary>Such as <c>layer1.0.conv1.weight</c>; may be empty.</summary>
    public string Name { get; }

    public DType DType { get; }

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
        if (_stored is not null)
        {
            return _stored.Read<T>();
        }

        T[] values = new T[Shape.Count];
        ElementConversion.Convert<T>(DType, _bytes, values);
        return values;
    }
}
