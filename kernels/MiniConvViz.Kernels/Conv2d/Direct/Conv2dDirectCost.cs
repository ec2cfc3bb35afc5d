namespace MiniConvViz.Kernels;

/// <summary>The estimated cost of the parts of a direct convolution, for <see cref="Conv2dDirectPieces"/>.</summary>
internal struct Conv2dDirectCost
{
    /// <summary>The units that bands consist of: rows of an image, or tiles if the image is one long row.</summary>
    public int Units;

    /// <summary>Input floats of a unit.</summary>
    public long UnitFloats;

    /// <summary>
    /// Input floats that a band reads beyond those of its units: rows that the neighbouring bands read, too.
    /// </summary>
    public long SharedFloats;

    /// <summary>Cycles for one unit and one panel.</summary>
    public double UnitCycles;

    /// <summary>Panels of output channels.</summary>
    public int Panels;

    /// <summary>Weights of a panel.</summary>
    public long PanelFloats;
}
