namespace MiniConvViz.Kernels;

/// <summary>1 x 1 in plain code: copies one element; the loops around it compute its place.</summary>
internal readonly unsafe struct TranspositionScalar : ITransposition
{
    public static int Size => 1;

    public static void Run(float* from, nint fromStride, float* to, nint toStride) => *to = *from;
}
