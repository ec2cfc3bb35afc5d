namespace MiniConvViz.Tensors;

/// <summary>
/// An array of float32 elements with a shape: row-major, batch first (<c>[N,C,H,W]</c>), contiguous.
/// </summary>
public sealed class Tensor
{
    /// <summary>The number of elements from which on the available memory is checked.</summary>
    private const int Large = 1 << 26;

    private readonly float[] _data;

    /// <summary>A tensor of zeros.</summary>
    /// <exception cref="OutOfMemoryException">There is no memory for it; a large one is checked beforehand.</exception>
    public Tensor(Shape shape)
        : this(shape, new float[WhereThereIsRoom(shape.Count)])
    {
    }

    /// <summary>Wraps an array without copying it.</summary>
    /// <exception cref="ArgumentException">The array's length is not the shape's number of elements.</exception>
    public Tensor(Shape shape, float[] data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.Length != shape.Count)
        {
            throw new ArgumentException($"{shape} needs {shape.Count} elements, got {data.Length}.", nameof(data));
        }

        Shape = shape;
        _data = data;
    }

    /// <summary>Linux would overcommit the memory, and kill the process that fills it.</summary>
    private static int WhereThereIsRoom(int count) => count < Large || MemoryRoom.Has(sizeof(float) * (long)count)
        ? count
        : throw new InsufficientMemoryException(
            $"{count} elements take {MemoryRoom.Text(sizeof(float) * (long)count)}, and there are "
            + $"{MemoryRoom.Text(MemoryRoom.Bytes)}");

    private Tensor(Shape shape, bool _) => (Shape, _data) = (shape, []);

    /// <summary>
    /// A tensor with a shape but no elements, for computations with shapes alone: nothing is allocated for any size.
    /// </summary>
    internal static Tensor ShapeOnly(Shape shape) => new(shape, true);

    /// <summary>A tensor whose every element is <paramref name="value"/>.</summary>
    public static Tensor Full(Shape shape, float value)
    {
        Tensor tensor = new(shape);
        tensor.Values.Fill(value);
        return tensor;
    }

    /// <summary>The extents, outermost first.</summary>
    public Shape Shape { get; }

    /// <summary>All elements in row-major order.</summary>
    public Span<float> Values => _data;

    /// <summary>The array itself, for the engine: kernels read it in place.</summary>
    internal float[] Data => _data;

    /// <summary>One element of a [N,C,H,W] tensor.</summary>
    public ref float this[int n, int c, int y, int x] =>
        ref _data[(((((n * Shape.Channels) + c) * Shape.Height) + y) * Shape.Width) + x];

    /// <summary>One channel of one image, H*W values, or D*H*W of a volume: <c>input[n, c]</c>.</summary>
    public Span<float> Channel(int n, int c)
    {
        int plane = Shape.CountOf(2..);
        return _data.AsSpan(((n * Shape.Channels) + c) * plane, plane);
    }

    /// <summary>A copy with an array of its own.</summary>
    public Tensor Clone() => new(Shape, (float[])_data.Clone());

    /// <summary>The same elements with another shape; the array is shared.</summary>
    /// <exception cref="ArgumentException">The shapes hold different numbers of elements.</exception>
    public Tensor Reshape(Shape shape) => new(shape, _data);

    /// <inheritdoc/>
    public override string ToString() => $"Tensor {Shape}";
}
