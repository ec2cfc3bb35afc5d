namespace MiniConvViz.Tensors;

/// <summary>
/// Numbers with a shape: float32, row-major, batch first (<c>[N,C,H,W]</c>), in one plain array of its own.
/// </summary>
public sealed class Tensor
{
    /// <summary>Elements from which on it is asked whether there is memory for them.</summary>
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
            throw new ArgumentException($"{shape} needs {shape.Count} numbers, got {data.Length}.", nameof(data));
        }

        Shape = shape;
        _data = data;
    }

    /// <summary>Linux would promise the memory, and kill the process that fills it.</summary>
    private static int WhereThereIsRoom(int count) => count < Large || MemoryRoom.Has(sizeof(float) * (long)count)
        ? count
        : throw new InsufficientMemoryException(
            $"{count} elements take {MemoryRoom.Text(sizeof(float) * (long)count)}, and there are "
            + $"{MemoryRoom.Text(MemoryRoom.Bytes)}");

    private Tensor(Shape shape, bool _) => (Shape, _data) = (shape, []);

    /// <summary>
    /// A shape without numbers, for questions about shapes alone: nothing is allocated, however large it is.
    /// </summary>
    internal static Tensor ShapeOnly(Shape shape) => new(shape, true);

    /// <summary>A tensor of which every number is <paramref name="value"/>.</summary>
    public static Tensor Full(Shape shape, float value)
    {
        Tensor tensor = new(shape);
        tensor.Values.Fill(value);
        return tensor;
    }

    /// <summary>The extents, outermost first.</summary>
    public Shape Shape { get; }

    /// <summary>All numbers in row-major order.</summary>
    public Span<float> Values => _data;

    /// <summary>The array itself, for the engine: kernels read it in place.</summary>
    internal float[] Data => _data;

    /// <summary>One number of a [N,C,H,W] tensor.</summary>
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

    /// <summary>The same numbers under another shape; the array is shared.</summary>
    /// <exception cref="ArgumentException">The shapes hold different numbers of elements.</exception>
    public Tensor Reshape(Shape shape) => new(shape, _data);

    /// <inheritdoc/>
    public override string ToString() => $"Tensor {Shape}";
}
