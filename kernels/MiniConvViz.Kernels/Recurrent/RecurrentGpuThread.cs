namespace MiniConvViz.Kernels;

/// <summary>The element of a state that one thread computes: <c>[d,n,j]</c> of <c>[D,N,H]</c>.</summary>
internal readonly struct RecurrentGpuThread
{
    public RecurrentGpuThread(int index, RecurrentGeometry geometry)
    {
        State = index;
        J = index % geometry.Hidden;
        int sequence = index / geometry.Hidden;
        N = sequence % geometry.Batch;
        D = sequence / geometry.Batch;
    }

    /// <summary>The index among all states.</summary>
    public int State { get; }

    /// <summary>The element.</summary>
    public int J { get; }

    /// <summary>The sequence.</summary>
    public int N { get; }

    /// <summary>The direction.</summary>
    public int D { get; }
}
