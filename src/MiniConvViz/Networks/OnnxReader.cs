using MiniConvViz.Formats;
using MiniConvViz.Formats.Onnx;
using MiniConvViz.Tensors;

namespace MiniConvViz.Networks;

/// <summary>
/// Reads networks that <c>torch.onnx.export</c> or another framework wrote, weights and all, without either installed.
/// Operators of ONNX's versions 6 to 24 are understood as far as convolutional networks need them.
/// </summary>
/// <example><code>Network network = OnnxReader.Read("net.onnx");</code></example>
/// <remarks>Source: https://onnx.ai/onnx/operators</remarks>
public static class OnnxReader
{
    /// <summary>
    /// Reads a network. Nodes that cannot be computed are left out, and all that they feed:
    /// <see cref="Network.Missing"/> lists them.
    /// </summary>
    /// <exception cref="UnreadableInputException">
    /// There is no such file, it is no ONNX model, or damaged; nothing in it can make us read outside its folder.
    /// </exception>
    /// <exception cref="UnsupportedModelException">
    /// It needs something that is not supported, and nothing but its inputs is left without that; every operator and
    /// node of that kind is named.
    /// </exception>
    public static Network Read(string path) => Read(path, given: null);

    /// <summary>
    /// The same, for a network whose file leaves axes of its inputs open, or one that is wanted whole or not at all.
    /// </summary>
    /// <param name="path">The .onnx file.</param>
    /// <param name="given">The shapes of the first inputs to come, in the order of the file, with which the network is
    /// checked; asked for only where axes are open. It may be run with others. One that contradicts the file is not
    /// used.</param>
    /// <param name="strict">Whether a file any node of which cannot be computed is refused.</param>
    /// <exception cref="UnreadableInputException">As above, or the network takes neither these shapes nor usual
    /// ones.</exception>
    /// <exception cref="UnsupportedModelException">As above, or a node cannot be computed and
    /// <paramref name="strict"/> is true.</exception>
    public static Network Read(string path, Func<IReadOnlyList<Shape>>? given, bool strict = false)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            return Onnx.OnnxImport.Run(OnnxFile.Read(path), new Dictionary<string, OnnxTensor>(), given, strict);
        }
        catch (Exception problem) when (IsGap(problem))
        {
            throw Gap(path, problem);
        }
    }

    /// <summary>
    /// What a check that is missing lets happen. Files come from anywhere, so that the program says so and goes on; the
    /// tests take such a message for a failure.
    /// </summary>
    internal static bool IsGap(Exception problem) =>
        problem is NullReferenceException or IndexOutOfRangeException or ArgumentException or KeyNotFoundException
            or InvalidOperationException or InvalidCastException or FormatException or ArithmeticException
            or NotSupportedException;

    /// <summary>The line for it.</summary>
    internal static UnreadableInputException Gap(string where, Exception problem) => new(
        $"{where}: is damaged in a way that no check names ({problem.GetType().Name}: {problem.Message})", problem);
}
