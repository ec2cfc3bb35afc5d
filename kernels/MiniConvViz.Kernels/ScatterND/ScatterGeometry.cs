namespace MiniConvViz.Kernels;

/// <summary>The sizes of scattering elements into a tensor, and what is done with those at their places.</summary>
internal readonly struct ScatterGeometry
{
    /// <summary>The places in the tensor.</summary>
    public required PlaceGeometry Places { get; init; }

    /// <summary>A <see cref="ScatterReduction"/>, as an int for GPU kernels.</summary>
    public required int Reduction { get; init; }

    /// <summary>Elements of the tensor.</summary>
    public required int Count { get; init; }

    /// <summary>What lies at a place after an element was scattered there. Rounded once.</summary>
    public float Apply(float old, float update)
    {
        if (Reduction == (int)ScatterReduction.None)
        {
            return update;
        }

        if (Reduction == (int)ScatterReduction.Mul)
        {
            return old * update;
        }

        if (Reduction == (int)ScatterReduction.Add || float.IsNaN(old) || float.IsNaN(update))
        {
            return old + update;
        }

        bool isLarger = update > old;
        bool isSmaller = update < old;
        return (Reduction == (int)ScatterReduction.Max ? isLarger : isSmaller) ? update : old;
    }
}
