using MiniConvViz.Execution;
using MiniConvViz.Kernels;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Analysis;

/// <summary><c>padding_mode</c> of a convolution, which no checkpoint contains: the values around the image.</summary>
internal sealed class OtherPaddingMode : IHypothesis
{
    private static readonly PadMode[] Modes = [PadMode.Reflect, PadMode.Replicate, PadMode.Circular];

    public string Name => "padding_mode";

    public string Remedy => "give the convolution that padding_mode on both sides; an .onnx file says which it has";

    public IEnumerable<Conjecture?> TryOn(Divergence divergence) =>
        divergence.Operator is Conv2d { Padding: { Same: SamePadding.None } padding } convolution
            && padding != 0
            && divergence.Inputs[0].Shape.Rank == 4
        ? Modes.Select(mode => divergence.With(
            $"PyTorch had padding_mode='{mode.ToString().ToLowerInvariant()}'",
            () => convolution.WithPadding(0),
            Padded(divergence, padding, mode)))
        : [];

    private static Tensor Padded(Divergence divergence, Padding2d padding, PadMode mode)
    {
        Pad pad = new(
            (int[])[0, 0, padding.Begin.Y, padding.Begin.X], (int[])[0, 0, padding.End.Y, padding.End.X], mode);
        return OperatorRun.Run(divergence.Device, pad, divergence.Inputs[0]);
    }
}
