using System.Numerics;

namespace MiniConvViz.Kernels;

/// <summary>The larger of two numbers, or NaN if either is.</summary>
internal readonly unsafe struct MaxReduction : IPool2dReduction
{
    public float Nothing => float.NegativeInfinity;

    public float Combine(float a, float b) => MathF.Max(a, b);

    public Vector<float> Combine(Vector<float> a, Vector<float> b) => Vector.Max(a, b);

    public void Finish(in Pool2dGeometry geometry, int y, float* outputRow)
    {
        // The largest number under the window is the output.
    }
}
