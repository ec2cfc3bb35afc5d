using System.Numerics;

namespace MiniConvViz.Kernels;

/// <summary>
/// The last steps of a softmax or its logarithm, after the maximum of the scores is computed: the softmax divides
/// exponentials by their sum, the logarithm subtracts the sum's logarithm from the scores.
/// </summary>
internal unsafe interface ISoftmaxOutput
{
    /// <summary>Computes one position, whose scores are adjacent in memory.</summary>
    /// <param name="input">[length]</param>
    /// <param name="maximum">The largest of them.</param>
    /// <param name="output">[length]; may be the input.</param>
    /// <param name="length">How many scores.</param>
    static abstract void Row(float* input, float maximum, float* output, int length);

    /// <summary>Computes one position in each lane of a vector.</summary>
    /// <param name="input">The first score of the first position.</param>
    /// <param name="maxima">The largest score of each.</param>
    /// <param name="output">As the input; may be the input.</param>
    /// <param name="inner">Floats from one score of a position to the next.</param>
    /// <param name="end">Floats from the first score to the end of the last.</param>
    /// <param name="lanes">How many positions there are.</param>
    static abstract void Columns(
        float* input, Vector<float> maxima, float* output, nint inner, nint end, int lanes);
}
