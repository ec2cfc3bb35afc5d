using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Networks.Onnx;

/// <summary>Conv and ConvTranspose, along one axis, two or three.</summary>
internal static class OnnxConvolutions
{
    /// <summary>How the exporter renames a weight when it has multiplied a batch norm into it.</summary>
    private const string RewrittenWeight = "onnx::Conv";

    public static OnnxTable Table { get; } = new() { ["Conv"] = Conv, ["ConvTranspose"] = ConvTranspose };

    /// <summary>A convolution with the strides, pads, dilations and groups of a node.</summary>
    /// <param name="call">The node.</param>
    /// <param name="weight">Its filters.</param>
    /// <param name="bias">The bias of each output channel, if there is one.</param>
    public static Operator Convolution(OnnxCall call, Tensor weight, Tensor? bias)
    {
        if (OnnxVolumes.Has(call))
        {
            return OnnxVolumes.Conv(call, weight, bias);
        }

        bool isSequence = OnnxWindows.SpatialRank(call) == 1;
        Extent2d stride = OnnxWindows.Extent(call, "strides", 1);
        Extent2d dilation = OnnxWindows.Extent(call, "dilations", 1);
        Padding2d padding = OnnxWindows.Padding(call);
        int groups = call.Node.Int("group", 1);
        return isSequence
            ? new Conv1d(weight, bias, stride.X, padding, dilation.X, groups)
            : new Conv2d(weight, bias, stride, padding, dilation, groups);
    }

    /// <summary>A convolution whose filters are a node's second input and whose bias may be its third.</summary>
    public static Operator Convolution(OnnxCall call)
    {
        Tensor? bias = call.OptionalWeight(2, "bias");
        return Convolution(call, call.LargeWeight(1, "weight", Reader, call.Input(0)), bias);

        Operator Reader(Tensor weight) => Convolution(call, weight, bias);
    }

    private static void Conv(OnnxCall call)
    {
        if (!call.Value(1).IsConstant || (call.Has(2) && !call.Value(2).IsConstant))
        {
            OfComputedWeight(call);
            return;
        }

        Node convolution = call.Emit(Convolution(call), call.Input(0));
        string stored = call.Value(1).StoredName;
        if (call.Has(2) && (stored.StartsWith(RewrittenWeight, StringComparison.Ordinal) || call.IsFolded))
        {
            convolution.Remark = "batch norm folded in by the exporter";
        }
    }

    /// <summary>A convolution whose weight or bias a run computes; a sequence is an image of one row.</summary>
    private static void OfComputedWeight(OnnxCall call)
    {
        if (OnnxVolumes.Has(call))
        {
            throw new OnnxRefusal("its weight is computed by the graph; volumes need one stored in the file");
        }

        FunctionalConv2d convolution = new(
            OnnxWindows.Extent(call, "strides", 1),
            OnnxWindows.Padding(call),
            OnnxWindows.Extent(call, "dilations", 1),
            call.Node.Int("group", 1));
        Node[] bias = call.Has(2) ? [call.Input(2)] : [];
        if (OnnxWindows.SpatialRank(call) == 2)
        {
            call.Emit(convolution, [call.Input(0), call.Input(1), .. bias]);
            return;
        }

        Node image = call.Inner("image", new Unsqueeze([2]), call.Input(0));
        Node filters = call.Inner("filters", new Unsqueeze([2]), call.Input(1));
        Node row = call.Inner("row", convolution, [image, filters, .. bias]);
        call.Emit(new Squeeze([2]), row);
    }

    private static void ConvTranspose(OnnxCall call)
    {
        if (OnnxVolumes.Has(call))
        {
            OnnxVolumes.ConvTranspose(call);
            return;
        }

        bool isSequence = OnnxWindows.SpatialRank(call) == 1;
        Tensor? bias = call.OptionalWeight(2, "bias");
        Extent2d stride = OnnxWindows.Extent(call, "strides", 1);
        Extent2d dilation = OnnxWindows.Extent(call, "dilations", 1);
        Extent2d outputPadding = OnnxWindows.Extent(call, "output_padding", 0);
        Extent2d? outputSize = call.Node.Has("output_shape") ? OnnxWindows.Extent(call, "output_shape", 0) : null;
        Padding2d padding = OnnxWindows.Padding(call);
        int groups = call.Node.Int("group", 1);
        Extent2d more = isSequence ? (0, outputPadding.X) : outputPadding;
        call.Emit(Reader(call.LargeWeight(1, "weight", Reader, call.Input(0))), call.Input(0));

        Operator Reader(Tensor weight) => isSequence
            ? new ConvTranspose1d(weight, bias, stride.X, padding, more.X, dilation.X, groups, outputSize?.X)
            : new ConvTranspose2d(weight, bias, stride, padding, more, dilation, groups, outputSize);
    }
}
