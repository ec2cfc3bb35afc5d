using MiniConvViz.Tensors;

namespace MiniConvViz.Formats;

/// <summary>
/// One named tensor of a checkpoint. Its values stay in the file until they are read.
/// </summary>
public sealed class WeightTensor
{
    private readonly ITensorSource _source;

    internal WeightTensor(string name, ITensorSource source, string? sharedWith)
    {
        Name = name;
        _source = source;
        SharedWith = sharedWith;
    }

    /// <summary>
    /// The name in the checkpoint, without prefixes such as <c>module.</c>: <c>layer1.0.conv1.weight</c>.
    /// </summary>
    public string Name { get; }

    /// <summary>The extents, outermost first; <c>[]</c> for a scalar.</summary>
    public Shape Shape => _source.Shape;

    /// <summary>The element type in the file.</summary>
    public DType DType => _source.DType;

    /// <summary>
    /// The name of the first tensor that lies in the same storage, or null: shared weights are stored once.
    /// </summary>
    public string? SharedWith { get; }

    /// <summary>
    /// Reads the values from the file as float32, row-major; half, double, integers and bool are converted. Every call
    /// reads the file again and the result belongs to the caller; several threads may call it.
    /// </summary>
    /// <exception cref="UnreadableInputException"> The file was deleted, replaced or cut short, or its bytes are
    /// damaged.
    /// </exception>
    public Tensor ToTensor() => new(Shape, _source.Read<float>());

    /// <summary>The same as float64, which represents every float64 of the file exactly.</summary>
    /// <exception cref="UnreadableInputException"> The file was deleted, replaced or cut short, or its bytes are
    /// damaged.
    /// </exception>
    public double[] ToDoubles() => _source.Read<double>();

    /// <summary>The same tensor under another name.</summary>
    internal WeightTensor Renamed(string name) => new(name, _source, SharedWith);

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Shape} {DType.Name()}";
}
