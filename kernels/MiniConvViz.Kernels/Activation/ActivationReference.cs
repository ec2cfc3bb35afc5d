namespace MiniConvViz.Kernels;

/// <summary>The definition of an activation: its formula in double, element by element.</summary>
internal static class ActivationReference
{
    /// <summary><c>output[i] = function(input[i])</c></summary>
    /// <param name="function">The activation.</param>
    /// <param name="input">Any shape.</param>
    /// <param name="output">The same shape; may be the input itself.</param>
    public static void Run<T>(T function, ReadOnlySpan<float> input, Span<float> output)
        where T : unmanaged, IActivation
    {
        for (int i = 0; i < input.Length; i++)
        {
            output[i] = (float)function.Apply((double)input[i]);
        }
    }
}
