namespace MiniConvViz.Kernels;

/// <summary>Where the sums of a tile go, and what is done to them there.</summary>
internal unsafe struct Conv2dDirectTarget
{
    /// <summary>Channels in blocks of sixteen.</summary>
    public float* Output;

    /// <summary>Floats of the output from a block of channels to the next.</summary>
    public nint BlockDistance;

    /// <summary>What is added, in blocks too; null for nothing.</summary>
    public float* Residual;

    /// <summary>Floats of the residual from a block of channels to the next.</summary>
    public nint ResidualDistance;

    /// <summary>The fused activation.</summary>
    public ClampRange Clamp;
}
