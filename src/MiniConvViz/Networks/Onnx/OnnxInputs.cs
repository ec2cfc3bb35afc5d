using MiniConvViz.Formats;
using MiniConvViz.Formats.Onnx;
using MiniConvViz.Formats.Onnx.Protobuf;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Networks.Onnx;

/// <summary>What a graph expects to be given: shapes with free axes, and how a picture is made to fit them.</summary>
internal static class OnnxInputs
{
    /// <summary>More than that are no colours.</summary>
    private const int MostColors = 1024;

    /// <summary>Height and width that a network is checked with where the file leaves them open.</summary>
    private const int UsualImageSize = 224;

    /// <summary>Whether a declared value has fractions.</summary>
    public static bool IsFloating(ValueInfoProto declared) =>
        OnnxDType.Find(declared.Type?.TensorType?.ElemType ?? 0) is DType dtype && OnnxDType.IsFloating(dtype);

    /// <summary>The input node of a declared input.</summary>
    /// <exception cref="UnreadableInputException">It has no type, or an impossible shape.</exception>
    public static Input Operator(OnnxFile file, ValueInfoProto declared)
    {
        TypeProto.Types.Tensor type = declared.Type?.TensorType ?? throw file.Error(
            $"the input {Quoted.Name(declared.Name)} is no tensor");
        if (OnnxDType.Find(type.ElemType) is null || type.Shape is null || type.Shape.Dim.Count > MostAxes)
        {
            string axes = type.Shape is null ? "unknown" : $"{type.Shape.Dim.Count}";
            throw file.Error(
                $"the input {Quoted.Name(declared.Name)} has element type {type.ElemType} and {axes} axes; "
                + $"expected numbers, and at most {MostAxes} axes");
        }

        long[] extents = new long[type.Shape.Dim.Count];
        string?[] free = new string?[extents.Length];
        for (int axis = 0; axis < extents.Length; axis++)
        {
            TensorShapeProto.Types.Dimension dimension = type.Shape.Dim[axis];
            bool isFixed = dimension.ValueCase == TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue
                && dimension.DimValue >= 0;
            free[axis] = isFixed ? null : dimension.DimParam is { Length: > 0 } name ? name : "?";
            extents[axis] = isFixed ? dimension.DimValue : axis < 2 ? 1 : UsualImageSize;
        }

        try
        {
            return new Input(TensorExtents.ToShape(extents), free);
        }
        catch (FormatException problem)
        {
            throw file.Error($"the input {Quoted.Name(declared.Name)}: {problem.Message}");
        }
    }

    /// <summary>
    /// What the file says about the picture it wants: its size. How pictures are cropped and normalised no ONNX file
    /// tells; squares are cut from the middle, and colours normalised, as torchvision's classifiers do it.
    /// </summary>
    public static ModelCard Card(OnnxFile file)
    {
        string name = Path.GetFileNameWithoutExtension(file.Path);
        ValueInfoProto? image = file.Inputs.FirstOrDefault(
            input => !file.Initializers.ContainsKey(input.Name) && input.Type?.TensorType?.Shape?.Dim.Count == 4);
        if (image is null || Operator(file, image).ExampleShape is not { Channels: <= MostColors } example)
        {
            return ModelCard.Unknown(name);
        }

        bool isSquare = example.Height == example.Width;
        ModelCard card = ModelCard.ImageNet(name) with
        {
            IsAssumed = true,
            CropSize = Math.Max(example.Height, 1),
            Width = isSquare ? null : Math.Max(example.Width, 1),
            ResizeShortSide = isSquare ? (int)Math.Min(Math.Max(example.Height, 1) * 256L / 224, int.MaxValue) : null,
        };
        return example.Channels == 3
            ? card
            : card with
            {
                Channels = example.Channels,
                Mean = [.. Enumerable.Repeat(0f, example.Channels)],
                Std = [.. Enumerable.Repeat(1f, example.Channels)],
            };
    }

    private const int MostAxes = 8;
}
