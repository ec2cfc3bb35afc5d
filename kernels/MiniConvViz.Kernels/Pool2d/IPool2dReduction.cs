using System.Numerics;

namespace MiniConvViz.Kernels;

/// <summary>
/// How a pooling makes one number of many: a maximum or a sum. Inlined by value into the loops of
/// <see cref="Pool2dJob{TReduction}"/>.
/// </summary>
internal unsafe interface IPool2dReduction
{
    /// <summary>What changes nothing: the value of the padding.</summary>
    float Nothing { get; }

    float Combine(float a, float b);

    Vector<float> Combine(Vector<float> a, Vector<float> b);

    /// <summary>Makes output row y of the reduced windows.</summary>
    void Finish(in Pool2dGeometry geometry, int y, float* outputRow);
}
