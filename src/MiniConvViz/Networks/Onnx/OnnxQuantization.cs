using MiniConvViz.Formats;
using MiniConvViz.Formats.Onnx;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Networks.Onnx;

/// <summary>
/// Quantised networks, computed in float32: stored integers become weights of the values that they represent, and
/// activations are rounded to the same levels as in the quantised network.
/// <code>
/// q = clamp(round(x / scale) + zero_point, lowest, highest)        QuantizeLinear
/// x = (q - zero_point) * scale                                     DequantizeLinear
/// </code>
/// </summary>
/// <remarks>Source: https://onnx.ai/onnx/operators/onnx__QuantizeLinear.html</remarks>
internal static class OnnxQuantization
{
    public static OnnxTable Table { get; } = new()
    {
        ["QuantizeLinear"] = call => Quantize(call, call.Input(0), scaleAt: 1),
        ["DequantizeLinear"] = Dequantize,
        ["QLinearConv"] = Conv,
    };

    private static void Dequantize(OnnxCall call)
    {
        (Tensor scale, Tensor? zero) = ScaleAndZero(call, 1);
        Node centred = Centred(call, call.Input(0), AlongAxis(call, zero));
        call.Emit(0, new Mul(), [centred, call.Inner("scale", AlongAxis(call, scale)!)], isInteger: false);
    }

    /// <summary>Rounds to a level of the scale; the levels are those of the zero point's type.</summary>
    private static void Quantize(OnnxCall call, Node input, int scaleAt)
    {
        (Tensor scale, Tensor? zero) = ScaleAndZero(call, scaleAt);
        (float lowest, float highest) = LevelsOf(call, scaleAt + 1);
        Node steps = call.Inner("steps", new Div(), input, call.Inner("scale", AlongAxis(call, scale)!));
        Node rounded = call.Inner("rounded", new Round(), steps);
        Tensor? offset = AlongAxis(call, zero);
        Node level = offset is null || offset.Data.All(value => value == 0f)
            ? rounded
            : call.Inner("shifted", new Add(), rounded, call.Inner("zero_point", offset));
        call.Emit(0, new Clamp(lowest, highest), [level], isInteger: true);
    }

    /// <summary>x, its scale and zero, the weight, its scale and zero, the result's scale and zero, the bias.</summary>
    private static void Conv(OnnxCall call)
    {
        const int Weight = 3, Result = 6, Bias = 8;
        (Tensor scale, Tensor? zero) = ScaleAndZero(call, 1);
        (Tensor weightScale, Tensor? weightZero) = ScaleAndZero(call, Weight + 1);
        Tensor stored = call.Weight(Weight, "weight");
        Tensor weight = PerFilter(call, stored, (value, o) => (value - At(weightZero, o)) * At(weightScale, o));
        Tensor? bias = call.Has(Bias)
            ? PerFilter(call, call.Weight(Bias, "bias"), (value, o) => value * At(scale, 0) * At(weightScale, o))
            : null;
        Node centred = Centred(call, call.Input(0), zero);
        Node input = call.Inner("input", new Mul(), centred, call.Inner("input_scale", scale));
        Node output = call.Inner("conv", OnnxConvolutions.Convolution(call, weight, bias), input);
        Quantize(call, output, Result);
    }

    /// <summary>The value of a channel, or the only one for all.</summary>
    private static float At(Tensor? perChannel, int channel) => perChannel is null ? 0f
        : perChannel.Shape.Count == 1 ? perChannel.Values[0]
        : channel < perChannel.Shape.Count ? perChannel.Values[channel]
        : throw new ShapeException($"expected a scale for each of {channel + 1} channels, got {perChannel.Shape}");

    private static Tensor PerFilter(OnnxCall call, Tensor stored, Func<float, int, float> meaning)
    {
        call.TakeNow(stored.Shape);
        int each = Math.Max(stored.Shape.Rank == 0 ? 1 : stored.Shape.Count / Math.Max(stored.Shape[0], 1), 1);
        return new Tensor(stored.Shape, [.. stored.Data.Select((value, i) => meaning(value, i / each))]);
    }

    private static Node Centred(OnnxCall call, Node levels, Tensor? zero) =>
        zero is null || zero.Data.All(value => value == 0f)
            ? levels
            : call.Inner("centred", new Sub(), levels, call.Inner("zero_point", zero));

    private static (Tensor Scale, Tensor? Zero) ScaleAndZero(OnnxCall call, int scaleAt)
    {
        Tensor scale = call.Weight(scaleAt, "scale");
        Tensor? zero = call.OptionalWeight(scaleAt + 1, "zero point");
        return scale.Shape.Count > 0 && (zero is null || zero.Shape.Count == scale.Shape.Count)
            ? (scale, zero)
            : throw new ShapeException($"expected as many scales as zero points, got {scale.Shape} and {zero?.Shape}");
    }

    /// <summary>One value for all, or one for each position of an axis, broadcast along the axes after it.</summary>
    private static Tensor? AlongAxis(OnnxCall call, Tensor? numbers)
    {
        if (numbers is not null && call.Node.Int("block_size", 0) is not 0 and int block)
        {
            return OfBlocks(call, numbers, block);
        }

        if (numbers is null || numbers.Shape.Count == 1)
        {
            return numbers?.Reshape([]);
        }

        int rank = call.RankOf(0);
        int axis = Axis.Resolve(call.Node.Int("axis", 1), rank);
        return numbers.Reshape(Shape.Create([numbers.Shape.Count, .. Enumerable.Repeat(1, rank - axis - 1)]));
    }

    private static (float Lowest, float Highest) LevelsOf(OnnxCall call, int zeroAt)
    {
        const int Default = 2;
        int code = call.Has(zeroAt) ? call.Value(zeroAt).NarrowType : call.Node.Int("output_dtype", Default);
        DType? type = call.Has(zeroAt) ? call.Value(zeroAt).StoredType : OnnxDType.Find(code == 0 ? Default : code);
        return type switch
        {
            _ when code == OnnxNarrowType.UInt4 => (0, 15),
            _ when code == OnnxNarrowType.Int4 => (-8, 7),
            _ when OnnxNarrowType.WideType(code) is not null => throw new OnnxRefusal("quantises to float8"),
            null when !call.Has(zeroAt) => throw new OnnxRefusal($"quantises to the element type {code}"),
            DType.UInt8 => (byte.MinValue, byte.MaxValue),
            DType.Int8 => (sbyte.MinValue, sbyte.MaxValue),
            DType.UInt16 => (ushort.MinValue, ushort.MaxValue),
            DType.Int16 => (short.MinValue, short.MaxValue),
            null => throw new OnnxRefusal("the graph computes its zero point, so that its type is unknown"),
            DType other => throw new OnnxRefusal($"quantises to {other.Name()}"),
        };
    }

    /// <summary>
    /// One number for each block of elements along an axis, repeated for each of them: the last block may be short.
    /// </summary>
    private static Tensor OfBlocks(OnnxCall call, Tensor numbers, int block)
    {
        Shape input = call.ShapeOf(0);
        int axis = Axis.Resolve(call.Node.Int("axis", 1), input.Rank);
        int blocks = (int)(((long)input[axis] + block - 1) / Math.Max(block, 1));
        if (block < 0 || numbers.Shape != input.With(axis, blocks))
        {
            throw new ShapeException(
                $"expected a scale for each block of {block} along axis {axis} of {input}, got {numbers.Shape}");
        }

        call.TakeNow(input);
        Tensor repeated = new(input);
        int inner = input.CountOf((axis + 1)..);
        for (int i = 0; i < repeated.Values.Length; i++)
        {
            int row = i / inner;
            int outer = row / input[axis];
            int place = row % input[axis] / block;
            repeated.Values[i] = numbers.Values[(((outer * blocks) + place) * inner) + (i % inner)];
        }

        return repeated;
    }
}
