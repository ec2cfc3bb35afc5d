using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Networks.Onnx;

/// <summary>Conv and ConvTranspose, along one axis, two or three.</summary>
internal static class OnnxConvolutions
{
    /// <summary>How the exporter renames a weight when it has multiplied a batch norm into it.</summary>
    private const string RewrittenWeight = "onnx::Conv";

    public static OnnxTable Table { get; } = new() { ["Conv"] = Conv, ["ConvTranspose"] = ConvTranspose };

    private static void Conv(OnnxCall call)
    {
        Node convolution = OnnxVolumes.Has(call) ? OnnxVolumes.Conv(call) : ConvOfImages(call);
        if (call.Value(1).StoredName.StartsWith(RewrittenWeight, StringComparison.Ordinal) && call.Has(2))
        {
            convolution.Remark = "batch norm folded in by the exporter";
        }
    }

    private static Node ConvOfImages(OnnxCall call)
    {
        bool isSequence = OnnxWindows.SpatialRank(call) == 1;
        (Tensor weight, Tensor? bias) = (call.Weight(1, "weight"), call.OptionalWeight(2, "bias"));
        Extent2d stride = OnnxWindows.Extent(call, "strides", 1);
        Extent2d dilation = OnnxWindows.Extent(call, "dilations", 1);
        Padding2d padding = OnnxWindows.Padding(call);
        int groups = call.Node.Int("group", 1);
        return call.Emit(
            isSequence
                ? new Conv1d(weight, bias, stride.X, padding, dilation.X, groups)
                : new Conv2d(weight, bias, stride, padding, dilation, groups),
            call.Input(0));
    }

    private static void ConvTranspose(OnnxCall call)
    {
        if (OnnxVolumes.Has(call))
        {
            OnnxVolumes.ConvTranspose(call);
            return;
        }

        bool isSequence = OnnxWindows.SpatialRank(call) == 1;
        (Tensor weight, Tensor? bias) = (call.Weight(1, "weight"), call.OptionalWeight(2, "bias"));
        Extent2d stride = OnnxWindows.Extent(call, "strides", 1);
        Extent2d dilation = OnnxWindows.Extent(call, "dilations", 1);
        Extent2d outputPadding = OnnxWindows.Extent(call, "output_padding", 0);
        Extent2d? outputSize = call.Node.Has("output_shape") ? OnnxWindows.Extent(call, "output_shape", 0) : null;
        Padding2d padding = OnnxWindows.Padding(call);
        int groups = call.Node.Int("group", 1);
        Extent2d more = isSequence ? (0, outputPadding.X) : outputPadding;
        call.Emit(
            isSequence
                ? new ConvTranspose1d(
                    weight, bias, stride.X, padding, more.X, dilation.X, groups, outputSize?.X)
                : new ConvTranspose2d(weight, bias, stride, padding, more, dilation, groups, outputSize),
            call.Input(0));
    }
}
