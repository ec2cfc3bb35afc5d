namespace MiniConvViz.Kernels;

/// <summary>The operands of one convolution, as pointers for the workers.</summary>
internal unsafe struct Conv2dOperands
{
    public Conv2dGeometry Geometry;

    /// <summary>[N,C,H,W], in the layout that the algorithm reads.</summary>
    public float* Input;

    /// <summary>Packed by the algorithm.</summary>
    public float* Weights;

    /// <summary>[O], or packed by the algorithm.</summary>
    public float* Bias;

    /// <summary>[N,O,OH,OW], in the layout of the output, or null for none.</summary>
    public float* Residual;

    /// <summary>[N,O,OH,OW]</summary>
    public float* Output;

    /// <summary>The fused activation.</summary>
    public ClampRange Clamp;
}
