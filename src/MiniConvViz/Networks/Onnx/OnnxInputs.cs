using MiniConvViz.Formats;
using MiniConvViz.Formats.Onnx;
using MiniConvViz.Formats.Onnx.Protobuf;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Networks.Onnx;

/// <summary>The inputs of a graph: shapes with free axes, and how an image is preprocessed for them.</summary>
internal static class OnnxInputs
{
    /// <summary>An axis of more channels than this holds no colours.</summary>
    private const int MostColors = 1024;

    private const int MostAxes = 8;

    /// <summary>Pointwise operators in a row between an input and its transpose.</summary>
    private const int MostSteps = 8;

    /// <summary>The numbers of channels of images: grey, RGB, RGBA.</summary>
    private static readonly int[] Colors = [1, 3, 4];

    /// <summary>Operators that may stand between an input and its transpose.</summary>
    private static readonly string[] Pointwise = ["Add", "Sub", "Mul", "Div", "Cast", "Identity", "Clip", "Pad"];

    /// <summary>From [N,H,W,C] to [N,C,H,W].</summary>
    private static readonly long[] ToChannelsFirst = [0, 3, 1, 2];

    /// <summary>Whether a declared value has a floating-point type.</summary>
    public static bool IsFloating(ValueInfoProto declared) =>
        OnnxDType.Find(declared.Type?.TensorType?.ElemType ?? 0) is DType dtype && OnnxDType.IsFloating(dtype);

    /// <summary>The input nodes of all declared inputs that a run must provide, in the order of the file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="isKnown">Whether an input of that name has the same values in every run.</param>
    /// <param name="example">Extents for open axes.</param>
    /// <exception cref="UnreadableInputException">One has no type, or an impossible shape.</exception>
    public static IReadOnlyList<(ValueInfoProto Declared, Input Input)> Of(
        OnnxFile file, Func<string, bool> isKnown, OnnxExample example) =>
    [
        .. file.Inputs.Where(declared => !isKnown(declared.Name))
            .Select((declared, position) => (declared, Operator(file, declared, position, example))),
    ];

    /// <summary>The declared extents of an input, null where an axis is open.</summary>
    public static IReadOnlyList<long?> AxesOf(ValueInfoProto declared) =>
        [.. (declared.Type?.TensorType?.Shape?.Dim ?? []).Select(axis => IsFixed(axis) ? axis.DimValue : (long?)null)];

    private static bool IsFixed(TensorShapeProto.Types.Dimension axis) =>
        axis is { ValueCase: TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue, DimValue: >= 0 };

    private static string NameOf(TensorShapeProto.Types.Dimension axis) =>
        axis.DimParam is { Length: > 0 } name ? name : "?";

    private static Input Operator(OnnxFile file, ValueInfoProto declared, int position, OnnxExample example)
    {
        TypeProto.Types.Tensor type = declared.Type?.TensorType ?? throw file.Error(
            $"the input {Quoted.Name(declared.Name)} is no tensor; only tensors are supported");
        if (OnnxDType.Find(type.ElemType) is null || type.Shape is null || type.Shape.Dim.Count > MostAxes)
        {
            string axes = type.Shape is null ? "unknown" : $"{type.Shape.Dim.Count}";
            throw file.Error(
                $"the input {Quoted.Name(declared.Name)} has element type {type.ElemType} and {axes} axes; "
                + $"expected a numeric type and at most {MostAxes} axes");
        }

        string?[] free = [.. type.Shape.Dim.Select(axis => IsFixed(axis) ? null : NameOf(axis))];
        try
        {
            return new Input(TensorExtents.ToShape(example.ShapeOf(position, AxesOf(declared))), free);
        }
        catch (FormatException problem)
        {
            throw file.Error($"the input {Quoted.Name(declared.Name)}: {problem.Message}");
        }
    }

    /// <summary>
    /// How an image is preprocessed, as far as the file says: its size, and whether its values are bytes, as those of
    /// integer inputs are. ONNX files contain neither crop nor normalisation, so that those of torchvision's
    /// classifiers are assumed: a square from the centre, and ImageNet's mean and deviation. Bytes are resized to the
    /// square.
    /// </summary>
    public static ModelCard Card(OnnxFile file, IReadOnlyList<(ValueInfoProto Declared, Input Input)> inputs)
    {
        ModelCard unknown = ModelCard.Unknown(Path.GetFileNameWithoutExtension(file.Path)) with
        {
            HasOpenSize = inputs.Any(entry => Enumerable.Range(1, Math.Max(entry.Input.ExampleShape.Rank - 1, 0))
                .Any(entry.Input.IsFree)),
        };
        (ValueInfoProto? declared, Input? image) = inputs.FirstOrDefault(entry => entry.Input.ExampleShape.Rank == 4);
        if (image?.ExampleShape is not Shape example)
        {
            return unknown;
        }

        bool isLast = HasChannelsLast(file, declared!, example);
        example = isLast ? [example[0], example[3], example[1], example[2]] : example;
        if (example.Channels > MostColors)
        {
            return unknown;
        }

        DType type = OnnxDType.Find(declared!.Type.TensorType.ElemType)!.Value;
        return type is DType.Int8 or DType.Bool
            ? unknown
            : CardOf(unknown.Name, example, !OnnxDType.IsFloating(type)) with
            {
                HasOpenSize = unknown.HasOpenSize,
                ChannelsAreLast = isLast,
            };
    }

    /// <summary>
    /// Whether an input is [N,H,W,C]: its last axis has the extent of an image's channels, and all nodes that read it
    /// move that axis to the second position, directly or after pointwise operators.
    /// </summary>
    private static bool HasChannelsLast(OnnxFile file, ValueInfoProto declared, Shape example)
    {
        if (!Colors.Contains(example[3]))
        {
            return false;
        }

        HashSet<string> values = [declared.Name];
        for (int step = 0; step < MostSteps; step++)
        {
            NodeProto[] readers = [.. file.Nodes.Where(node => node.Input.Any(values.Contains))];
            NodeProto[] others = [.. readers.Where(node => !IsToChannelsFirst(file, node, example))];
            if (readers.Length == 0 || others.Any(node => !Pointwise.Contains(node.OpType)))
            {
                return false;
            }

            if (others.Length == 0)
            {
                return true;
            }

            values = [.. others.SelectMany(node => node.Output)];
        }

        return false;
    }

    private static bool IsToChannelsFirst(OnnxFile file, NodeProto node, Shape example) => node.OpType == "Transpose"
        ? node.Attribute.FirstOrDefault(attribute => attribute.Name == "perm")?.Ints is { } order
            && order.SequenceEqual(ToChannelsFirst)
        : IsReshapeToChannelsFirst(file, node, example);

    /// <summary>tf2onnx moves a single channel by a reshape, [N,H,W,1] to [N,1,H,W]: the order stays.</summary>
    private static bool IsReshapeToChannelsFirst(OnnxFile file, NodeProto node, Shape example) =>
        node.OpType == "Reshape" && example[3] == 1 && node.Input.Count == 2
        && file.Initializers.TryGetValue(node.Input[1], out OnnxTensor? target) && target.Shape == [4]
        && target.ToDoubles() is [_, 1, double height, double width]
        && (height == example[1] || height == -1) && (width == example[2] || width == -1);

    private static ModelCard CardOf(string name, Shape example, bool takesBytes)
    {
        (int height, int width) = (Math.Max(example.Height, 1), Math.Max(example.Width, 1));
        int shortSide = takesBytes ? height : (int)Math.Min(height * 256L / 224, int.MaxValue);
        ModelCard card = ModelCard.ImageNet(name) with
        {
            IsAssumed = !takesBytes,
            CropSize = height,
            Width = height == width ? null : width,
            ResizeShortSide = height == width ? shortSide : null,
        };
        return example.Channels == 3 && !takesBytes
            ? card
            : card with
            {
                Channels = example.Channels,
                TakesBytes = takesBytes,
                Mean = [.. Enumerable.Repeat(0f, example.Channels)],
                Std = [.. Enumerable.Repeat(1f, example.Channels)],
            };
    }
}
