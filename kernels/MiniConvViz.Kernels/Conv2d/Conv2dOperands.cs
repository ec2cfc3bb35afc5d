namespace MiniConvViz.Kernels;

/// <summary>What one call of <see cref="Conv2dSimd"/> reads and writes, as pointers that workers may hold.</summary>
internal unsafe struct Conv2dOperands
{
    public Conv2dGeometry Geometry;

    /// <summary>[N,C,H,W]</summary>
    public float* Input;

    /// <summary>As <see cref="Conv2dPackedWeights"/> packs them.</summary>
    public float* Weights;

    /// <summary>[O]</summary>
    public float* Bias;

    /// <summary>[N,O,OH,OW], or null for none.</summary>
    public float* Residual;

    /// <summary>[N,O,OH,OW]</summary>
    public float* Output;

    /// <summary>The fused activation.</summary>
    public ClampRange Clamp;
}
