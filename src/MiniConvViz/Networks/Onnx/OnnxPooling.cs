using MiniConvViz.Ops;

namespace MiniConvViz.Networks.Onnx;

/// <summary>Pools with windows, and pools over whole maps.</summary>
internal static class OnnxPooling
{
    public static OnnxTable Table { get; } = new()
    {
        ["MaxPool"] = MaxPool,
        ["AveragePool"] = AveragePool,
        ["LpPool"] = LpPool,
        ["MaxUnpool"] = OnnxUnpooling.MaxUnpool,
        ["GlobalAveragePool"] = call => Global(call, new AdaptiveAvgPool2d(1), axes => new Mean(axes, keepDim: true)),
        ["GlobalMaxPool"] = call => Global(call, new AdaptiveMaxPool2d(1), axes => new Amax(axes, keepDim: true)),
    };

    private static void MaxPool(OnnxCall call)
    {
        if (OnnxVolumes.Has(call))
        {
            OnnxVolumes.MaxPool(call);
            return;
        }

        bool isSequence = OnnxWindows.SpatialRank(call) == 1;
        Extent2d kernel = OnnxWindows.Kernel(call);
        Extent2d stride = OnnxWindows.Extent(call, "strides", 1);
        Extent2d dilation = OnnxWindows.Extent(call, "dilations", 1);
        Padding2d padding = OnnxWindows.Padding(call);
        bool ceilMode = call.Node.Flag("ceil_mode", false);
        MaxPool2d pool = isSequence
            ? new MaxPool1d(kernel.X, stride.X, padding, dilation.X, ceilMode)
            : new MaxPool2d(kernel, stride, padding, dilation, ceilMode);
        call.Emit(pool, call.Input(0));
        if (call.Wants(1))
        {
            MaxPool2dIndices indices = new(pool, columnMajor: call.Node.Flag("storage_order", false));
            call.Emit(1, indices, [call.Input(0)], isInteger: true);
        }
    }

    private static void AveragePool(OnnxCall call)
    {
        if (OnnxVolumes.Has(call))
        {
            OnnxVolumes.AveragePool(call);
            return;
        }

        bool isSequence = OnnxWindows.SpatialRank(call) == 1;
        Extent2d kernel = OnnxWindows.Kernel(call);
        Extent2d stride = OnnxWindows.Extent(call, "strides", 1);
        Padding2d padding = OnnxWindows.Padding(call);
        bool ceilMode = call.Node.Flag("ceil_mode", false);
        bool countIncludePad = call.Node.Flag("count_include_pad", false);
        if (OnnxWindows.Extent(call, "dilations", 1) != 1)
        {
            throw new OnnxRefusal("averages over a dilated window");
        }

        call.Emit(
            isSequence
                ? new AvgPool1d(kernel.X, stride.X, padding, ceilMode, countIncludePad)
                : new AvgPool2d(kernel, stride, padding, ceilMode, countIncludePad),
            call.Input(0));
    }

    private static void LpPool(OnnxCall call)
    {
        if (call.RankOf(0) != 4)
        {
            throw new OnnxRefusal($"pools by a norm over {call.ShapeOf(0)}; images [N,C,H,W] are supported");
        }

        call.Emit(
            new LPPool2d(
                call.Node.Int("p", 2),
                OnnxWindows.Kernel(call),
                OnnxWindows.Extent(call, "strides", 1),
                OnnxWindows.Padding(call),
                call.Node.Flag("ceil_mode", false),
                OnnxWindows.Extent(call, "dilations", 1)),
            call.Input(0));
    }

    private static void Global(OnnxCall call, Operator forImages, Func<IEnumerable<int>, Operator> forOthers)
    {
        int rank = call.RankOf(0);
        call.Emit(rank == 4 ? forImages : forOthers(Enumerable.Range(2, Math.Max(rank - 2, 0))), call.Input(0));
    }
}
