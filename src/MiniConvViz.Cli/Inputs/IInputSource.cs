using MiniConvViz.Tensors;

namespace MiniConvViz.Cli;

/// <summary>The inputs of one run of the network, in files that <see cref="Load"/> reads.</summary>
internal interface IInputSource
{
    /// <summary>The file, as reports name it.</summary>
    string Name { get; }

    /// <summary>The name without an extension, after which the outputs of several runs are named.</summary>
    string Stem { get; }

    /// <summary>The shapes of what <see cref="Load"/> reads; null where they are unknown before it.</summary>
    IReadOnlyList<Shape>? Shapes { get; }

    /// <summary>
    /// Bytes that <see cref="Load"/> allocates, estimated from the files' headers; 0 where they cannot be read.
    /// </summary>
    long LoadingBytes { get; }

    /// <summary>Reads the files.</summary>
    /// <exception cref="UnreadableInputException">One is missing or damaged.</exception>
    LoadedInput Load();
}
