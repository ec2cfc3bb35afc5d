using MiniConvViz.Ops;

namespace MiniConvViz.Networks.Zoo;

/// <summary>One mobile network as <see cref="ScaledMobileNet"/> builds it.</summary>
/// <param name="Names">The names of its parts.</param>
/// <param name="Stem">Channels of the first convolution.</param>
/// <param name="Stages">Its blocks, by stage.</param>
/// <param name="Head">Channels of the last convolution.</param>
/// <param name="Activation">The network's own; ReLU in blocks that are not <see cref="MobileBlock.IsHard"/> where
/// this is
/// hard-swish.</param>
/// <param name="Eps">Batch norm's epsilon.</param>
/// <param name="IsSame">TensorFlow's padding, which depends on the size, in place of PyTorch's.</param>
internal sealed record MobileSettings(
    MobileNames Names,
    int Stem,
    IReadOnlyList<IReadOnlyList<MobileBlock>> Stages,
    int Head,
    Operator Activation,
    float Eps,
    bool IsSame = false)
{
    /// <summary>MobileNetV3 pools before its last convolution, which has a bias and no batch norm.</summary>
    public bool PoolsBeforeHead => Activation is Hardswish;

    /// <summary>The activation after a block's convolutions.</summary>
    public Operator ActivationOf(MobileBlock block) => PoolsBeforeHead && !block.IsHard ? new ReLU() : Activation;

    public Padding2d PaddingOf(int kernel) =>
        IsSame ? new Padding2d(0, 0, SamePadding.Upper) : Padding2d.FromInt32(kernel / 2);
}
