using MiniConvViz.Formats;
using MiniConvViz.Formats.Onnx;
using MiniConvViz.Tensors;

namespace MiniConvViz.Networks;

/// <summary>
/// Reads networks with their weights from the ONNX files of <c>torch.onnx.export</c> or another exporter; neither needs
/// to be installed. Operators of ONNX's versions 6 to 24 are supported as far as convolutional networks need them.
/// </summary>
/// <example><code>Network network = OnnxReader.Read("net.onnx");</code></example>
/// <remarks>Source: https://onnx.ai/onnx/operators</remarks>
public static class OnnxReader
{
    /// <summary>
    /// Reads a network. Nodes that cannot be computed are left out, and all nodes that depend on them:
    /// <see cref="Network.Missing"/> lists them.
    /// </summary>
    /// <exception cref="UnreadableInputException">
    /// There is no such file, it is no ONNX model, it is damaged, or it refers to a file outside of its folder.
    /// </exception>
    /// <exception cref="UnsupportedModelException">
    /// Its nodes are unsupported, or depend on unsupported ones; every unsupported operator and node is listed.
    /// </exception>
    public static Network Read(string path) => Read(path, given: null);

    /// <summary>
    /// The same, for a file that leaves axes of its inputs open, or whose nodes must all be supported.
    /// </summary>
    /// <param name="path">The .onnx file.</param>
    /// <param name="given">Returns the shapes of the first inputs, in the order of the file, with which the network is
    /// checked; called only where axes are open. The network may be run with other shapes. A shape that contradicts the
    /// file is not used.</param>
    /// <param name="strict">Whether a file is refused if any of its nodes cannot be computed.</param>
    /// <exception cref="UnreadableInputException">As above, or the network accepts neither these shapes nor usual
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
    /// Whether an exception is the effect of a missing check. Files are untrusted, so that it becomes a message and
    /// does not end the process; tests fail for such a message.
    /// </summary>
    internal static bool IsGap(Exception problem) =>
        problem is NullReferenceException or IndexOutOfRangeException or ArgumentException or KeyNotFoundException
            or InvalidOperationException or InvalidCastException or FormatException or ArithmeticException
            or NotSupportedException;

    /// <summary>The message for it.</summary>
    internal static UnreadableInputException Gap(string where, Exception problem) => new(
        $"{where}: is damaged in a way that no check names ({problem.GetType().Name}: {problem.Message})", problem);
}
