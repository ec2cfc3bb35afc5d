namespace MiniConvViz.Kernels;

/// <summary>One number: where it goes is what the loops around say.</summary>
internal readonly unsafe struct TranspositionScalar : ITransposition
{
    public static int Size => 1;

    public static void Run(float* from, nint fromStride, float* to, nint toStride) => *to = *from;
}
