using MiniConvViz.Kernels;
using MiniConvViz.Steps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// The common part of group and instance normalisation: the channels of one group of one image are normalised together,
/// and every channel has its own weight and bias.
/// <code>y = (x - mean) / sqrt(variance + eps) * weight[c] + bias[c]</code>
/// Shapes: <c>input [N,C,...]</c>, <c>weight</c> and <c>bias</c> <c>[C]</c> or absent, output as the input.
/// </summary>
public abstract class GroupNormalization : Normalization
{
    private protected GroupNormalization(int groups, int channels, Tensor? weight, Tensor? bias, float eps)
        : base([channels], weight, bias, eps)
    {
        (Groups, Channels) = (groups, channels);
        if (groups < 1 || channels % groups != 0 || groups > Math.Max(channels, 1))
        {
            throw new ShapeException($"{channels} channels do not make {groups} groups of the same size");
        }
    }

    /// <summary>The number of groups of channels.</summary>
    public int Groups { get; }

    /// <summary>C, the number of channels.</summary>
    public int Channels { get; }

    internal override void RunReference(HostCall call) => GroupNormReference.Run(
        Geometry(call.InputShape(0)), call.Input(0), Scale.Values, Offset.Values, Eps, call.Output);

    internal override CpuForm CpuFormFor(CpuRequest request) => CpuForm.Plain(request, call => GroupNormSimd.Run(
        call.Workers, Geometry(call.InputShape(0)), call.Input(0), Scale.Values, Offset.Values, Eps, call.Output));

    internal override GpuForms GpuFormsFor(GpuRequest request) => GpuForms.One(call => GroupNormGpu.Run(
        call.Gpu,
        Geometry(call.InputShape(0)),
        call.Input(0),
        call.Weight(Scale),
        call.Weight(Offset),
        Eps,
        call.Output));

    /// <summary>The shape of the only input, checked to have the channels and at least this number of axes.</summary>
    private protected Shape ExpectChannels(ReadOnlySpan<Shape> inputs, int minRank)
    {
        Shape input = ExpectOne(inputs);
        return input.Rank >= minRank && input.Channels == Channels
            ? input
            : throw new ShapeException($"normalises {Channels} channels of at least {minRank} axes, got {input}");
    }

    internal override AxisGeometry Together(Shape input) => new()
    {
        Outer = Geometry(input).Rows,
        Length = Geometry(input).Length,
        Inner = 1,
    };

    internal override int ParameterOf(Shape input, int position, int i) =>
        Geometry(input).Channel(position, i);

    private GroupNormGeometry Geometry(Shape input) => new()
    {
        Batch = input.Batch,
        Groups = Groups,
        GroupChannels = Channels / Groups,
        Plane = input.CountOf(2..),
    };
}
