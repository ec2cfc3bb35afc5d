namespace MiniConvViz.Kernels;

/// <summary>What the parts of a direct convolution cost, for <see cref="Conv2dDirectPieces"/>.</summary>
internal struct Conv2dDirectCost
{
    /// <summary>Rows of an image, or tiles where an image is one long row: what bands are made of.</summary>
    public int Units;

    /// <summary>Input floats of a unit.</summary>
    public long UnitFloats;

    /// <summary>Input floats that a band reads beyond those of its units: the rows that it shares with its neighbours.
    /// </summary>
    public long SharedFloats;

    /// <summary>Cycles of a unit for one panel.</summary>
    public double UnitCycles;

    /// <summary>Panels of output channels.</summary>
    public int Panels;

    /// <summary>Weights of a panel.</summary>
    public long PanelFloats;
}
