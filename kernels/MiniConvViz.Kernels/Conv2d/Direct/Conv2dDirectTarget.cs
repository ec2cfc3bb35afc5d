namespace MiniConvViz.Kernels;

/// <summary>Where the sums of a tile go, and what is done to them there.</summary>
internal unsafe struct Conv2dDirectTarget
{
    /// <summary>Channels in blocks of sixteen.</summary>
    public float* Output;

    /// <summary>What is added, in the place of <see cref="Output"/>; null for nothing.</summary>
    public float* Residual;

    /// <summary>Floats from a block of channels to the next.</summary>
    public nint BlockDistance;

    /// <summary>The fused activation.</summary>
    public ClampRange Clamp;
}
