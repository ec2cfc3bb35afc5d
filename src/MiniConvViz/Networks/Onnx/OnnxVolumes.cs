using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Networks.Onnx;

/// <summary>Convolutions and pools of volumes [N,C,D,H,W].</summary>
internal static class OnnxVolumes
{
    /// <summary>Whether the input of an operator is a volume.</summary>
    public static bool Has(OnnxCall call) => call.RankOf(0) == 5;

    public static Conv3d Conv(OnnxCall call, Tensor weight, Tensor? bias) => new(
        weight,
        bias,
        Extent(call, "strides", 1),
        Padding(call),
        Extent(call, "dilations", 1),
        call.Node.Int("group", 1));

    public static Node ConvTranspose(OnnxCall call)
    {
        Tensor? bias = call.OptionalWeight(2, "bias");
        return call.Emit(Reader(call.LargeWeight(1, "weight", Reader, call.Input(0))), call.Input(0));

        Operator Reader(Tensor weight) => new ConvTranspose3d(
            weight,
            bias,
            Extent(call, "strides", 1),
            Padding(call),
            Extent(call, "output_padding", 0),
            Extent(call, "dilations", 1),
            call.Node.Int("group", 1),
            call.Node.Has("output_shape") ? Extent(call, "output_shape", 0) : null);
    }

    public static Node MaxPool(OnnxCall call) => call.Wants(1)
        ? throw new OnnxRefusal("returns the indices of the maxima of a volume")
        : call.Emit(
            new MaxPool3d(
                Kernel(call),
                Extent(call, "strides", 1),
                Padding(call),
                Extent(call, "dilations", 1),
                call.Node.Flag("ceil_mode", false)),
            call.Input(0));

    public static Node AveragePool(OnnxCall call) => Extent(call, "dilations", 1) != 1
        ? throw new OnnxRefusal("averages over a dilated window")
        : call.Emit(
            new AvgPool3d(
                Kernel(call),
                Extent(call, "strides", 1),
                Padding(call),
                call.Node.Flag("ceil_mode", false),
                call.Node.Flag("count_include_pad", false)),
            call.Input(0));

    private static Extent3d Kernel(OnnxCall call) =>
        call.Node.Has("kernel_shape") ? Extent(call, "kernel_shape", 1) : throw call.Node.Error("has no kernel_shape");

    private static Extent3d Extent(OnnxCall call, string attribute, int fallback)
    {
        int[] values = call.Node.Ints(attribute) ?? [fallback, fallback, fallback];
        return values.Length == 3
            ? (values[0], values[1], values[2])
            : throw call.Node.Error($"{attribute} has {Counted.Of(values.Length, "value")}, expected 3");
    }

    /// <summary>Slices, rows and columns around the input.</summary>
    private static Padding3d Padding(OnnxCall call)
    {
        string auto = call.Node.Text("auto_pad", "NOTSET");
        int[] pads = call.Node.Ints("pads") is { Length: > 0 } given ? given : new int[6];
        return auto switch
        {
            "SAME_UPPER" => new Padding3d(0, 0, SamePadding.Upper),
            "SAME_LOWER" => new Padding3d(0, 0, SamePadding.Lower),
            "VALID" => 0,
            "NOTSET" or "" when pads.Length == 6 =>
                new Padding3d((pads[0], pads[1], pads[2]), (pads[3], pads[4], pads[5])),
            _ => throw call.Node.Error(
                $"auto_pad is '{auto}' and pads has {Counted.Of(pads.Length, "value")}, expected 6"),
        };
    }
}
