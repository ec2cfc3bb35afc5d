using System.Runtime.InteropServices;
using MiniConvViz.Formats.Numpy;
using MiniConvViz.Tensors;

namespace MiniConvViz.Formats;

/// <summary>Writes a float32 tensor as a NumPy array, which Python reads with <c>numpy.load</c>.</summary>
/// <remarks>Source: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html</remarks>
public static class NpyWriter
{
    private const int Chunk = 1 << 28;

    /// <summary>
    /// Writes a .npy file next to <paramref name="path"/> and then renames: an interrupted run leaves no half-written
    /// file.
    /// </summary>
    /// <exception cref="UnwritableOutputException">The file cannot be written.</exception>
    public static void Write(string path, Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(tensor);
        AtomicFile.Write(path, stream => Write(stream, tensor));
    }

    /// <summary>Writes the header and the values.</summary>
    internal static void Write(Stream stream, Tensor tensor)
    {
        stream.Write(NpyHeader.Of(tensor.Shape));
        ReadOnlySpan<float> numbers = tensor.Values;
        for (int start = 0; start < numbers.Length; start += Chunk)
        {
            stream.Write(MemoryMarshal.AsBytes(numbers.Slice(start, Math.Min(Chunk, numbers.Length - start))));
        }
    }
}
