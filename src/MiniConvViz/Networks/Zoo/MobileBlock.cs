namespace MiniConvViz.Networks.Zoo;

/// <summary>A row of the mobile networks' tables: one inverted residual.</summary>
/// <param name="Kernel">Of the depthwise convolution.</param>
/// <param name="Expanded">Channels of the depthwise convolution; those of the input where nothing is expanded.</param>
/// <param name="Channels">Channels of the output.</param>
/// <param name="Stride">Of the depthwise convolution.</param>
/// <param name="Squeezed">Channels inside squeeze-and-excitation; 0 where there is none.</param>
/// <param name="IsHard">Whether hard-swish follows, where the network has two activations.</param>
internal sealed record MobileBlock(
    int Kernel, int Expanded, int Channels, int Stride, int Squeezed = 0, bool IsHard = false);
