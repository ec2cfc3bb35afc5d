using MiniConvViz.Tensors;

namespace MiniConvViz.Cli;

/// <summary>What one run of the network is fed, still in its files: they are read when their turn comes.</summary>
internal interface IInputSource
{
    /// <summary>The file, as reports name it.</summary>
    string Name { get; }

    /// <summary>The name without an extension: outputs of several runs are called after it.</summary>
    string Stem { get; }

    /// <summary>The shapes of what <see cref="Load"/> reads; null where only the files say.</summary>
    IReadOnlyList<Shape>? Shapes { get; }

    /// <summary>
    /// Bytes that <see cref="Load"/> takes while it runs, as far as the files' headers tell; 0 where they cannot be
    /// read.
    /// </summary>
    long LoadingBytes { get; }

    /// <summary>Reads the files.</summary>
    /// <exception cref="UnreadableInputException">One is missing or damaged.</exception>
    LoadedInput Load();
}
