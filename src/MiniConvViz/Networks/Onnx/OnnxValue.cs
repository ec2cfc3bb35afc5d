using MiniConvViz.Formats;
using MiniConvViz.Formats.Onnx;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Networks.Onnx;

/// <summary>
/// The value of a name in an ONNX graph while the graph is imported: a node whose values a run computes, known values,
/// or a few values that follow from the shapes of nodes.
/// </summary>
internal sealed class OnnxValue
{
    /// <summary>Tensors of more elements are weights or images, no arithmetic with shapes.</summary>
    public const int MostTerms = 1024;

    private readonly OnnxTensor? _stored;
    private Tensor? _constant;
    private (Shape Shape, float Value)? _uniform;

    private OnnxValue(OnnxTensor? stored, bool isInteger) => (_stored, IsInteger) = (stored, isInteger);

    /// <summary>The node that computes it in a run, if there is one.</summary>
    public Node? Node { get; private init; }

    /// <summary>The values as terms over the shapes of nodes, if they follow from these: <c>x.size(0)</c>.</summary>
    public IReadOnlyList<ShapeTerm>? Terms { get; private init; }

    /// <summary>The shape of <see cref="Terms"/>: mostly [] or [n].</summary>
    public Shape TermsShape { get; private init; }

    /// <summary>Whether the file's type is an integer, whose division truncates.</summary>
    public bool IsInteger { get; }

    /// <summary>The initialiser's name in the file; empty for anything else.</summary>
    public string StoredName => _stored?.Name ?? "";

    /// <summary>The type of the elements in the file; null for computed values.</summary>
    public DType? StoredType => _stored?.DType;

    /// <summary>The code of their type in the file where it is an <see cref="OnnxNarrowType"/>; else 0.</summary>
    public int NarrowType => _stored?.NarrowType ?? 0;

    /// <summary>Whether the values are known before any run.</summary>
    public bool IsConstant =>
        _stored is not null || _constant is not null || _uniform is not null
        || Terms?.All(term => term.TryGetConstant(out _)) == true;

    /// <summary>The shape of a constant.</summary>
    public Shape ConstantShape => _stored?.Shape ?? _constant?.Shape ?? _uniform?.Shape ?? TermsShape;

    /// <summary>Whether it is one value many times, whose tensor was not created yet.</summary>
    public bool IsUnmade => _uniform is not null && _constant is null;

    /// <summary>The output of a node.</summary>
    public static OnnxValue Of(Node node, bool isInteger = false) => new(null, isInteger) { Node = node };

    /// <summary>A tensor of the file; it is read when its values are needed.</summary>
    public static OnnxValue Of(OnnxTensor stored) => new(stored, !stored.IsFloating);

    /// <summary>Values that were computed during the import.</summary>
    public static OnnxValue Of(Tensor constant, bool isInteger) => new(null, isInteger) { _constant = constant };

    /// <summary>One value many times; the tensor is created when its values are needed.</summary>
    public static OnnxValue Of(Shape shape, float value, bool isInteger) =>
        new(null, isInteger) { _uniform = (shape, value) };

    /// <summary>Values that follow from shapes.</summary>
    public static OnnxValue Of(IReadOnlyList<ShapeTerm> terms, Shape shape, bool isInteger = true) =>
        new(null, isInteger) { Terms = terms, TermsShape = shape };

    /// <summary>The values of a constant, one tensor for all users.</summary>
    public Tensor Constant() => _constant ??= _stored?.ToTensor()
        ?? (_uniform is (Shape shape, float value) ? Tensor.Full(shape, value) : null)
        ?? new Tensor(TermsShape, [.. Terms!.Select(term => (float)term.Evaluate([]))]);

    /// <summary>The value as terms; null where a run computes it, or it is too large.</summary>
    public OnnxValue? AsTerms()
    {
        if (Terms is not null)
        {
            return this;
        }

        if (!IsConstant || ConstantShape.Count > MostTerms)
        {
            return null;
        }

        IEnumerable<double> numbers = _stored?.ToDoubles() ?? Constant().Data.Select(value => (double)value);
        return Of([.. numbers.Select(value => new ShapeTerm.ConstantTerm(value))], ConstantShape, IsInteger);
    }
}
