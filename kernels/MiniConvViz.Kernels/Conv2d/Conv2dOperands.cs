namespace MiniConvViz.Kernels;

/// <summary>What one convolution reads and writes, as pointers that workers may hold.</summary>
internal unsafe struct Conv2dOperands
{
    public Conv2dGeometry Geometry;

    /// <summary>[N,C,H,W], laid out as the algorithm takes it.</summary>
    public float* Input;

    /// <summary>As the algorithm packs them.</summary>
    public float* Weights;

    /// <summary>[O], or as the algorithm packs it.</summary>
    public float* Bias;

    /// <summary>[N,O,OH,OW], laid out like the output, or null for none.</summary>
    public float* Residual;

    /// <summary>[N,O,OH,OW]</summary>
    public float* Output;

    /// <summary>The fused activation.</summary>
    public ClampRange Clamp;
}
