namespace MiniConvViz.Kernels;

/// <summary>Where the accumulators of a tile are stored, and their epilogue.</summary>
internal unsafe struct Conv2dDirectTarget
{
    /// <summary>Channels in blocks of sixteen.</summary>
    public float* Output;

    /// <summary>Floats of the output from a block of channels to the next.</summary>
    public nint BlockDistance;

    /// <summary>The residual, in blocks too; null for none.</summary>
    public float* Residual;

    /// <summary>Floats of the residual from a block of channels to the next.</summary>
    public nint ResidualDistance;

    /// <summary>The fused activation.</summary>
    public ClampRange Clamp;
}
