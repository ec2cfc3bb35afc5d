namespace MiniConvViz.Formats;

/// <summary>
/// The limits beyond which a checkpoint is refused: far above any real network, far below the machine's resources.
/// </summary>
internal static class CheckpointLimits
{
    /// <summary>Bytes of pickle. ResNet-152's is 0.1 MB; one with its optimizer state still stays under 1 MB.</summary>
    public const long PickleBytes = 32 << 20;

    /// <summary>Values a pickle may build; also bounds its stack and its memo.</summary>
    public const int PickleValues = 1 << 20;

    /// <summary>
    /// Bytes that those values may take in memory, including the overhead of lists and dicts for each.
    /// </summary>
    public const long PickleMemory = 48 << 20;

    /// <summary>Classes and functions a pickle may name.</summary>
    public const int PickleNames = 4096;

    /// <summary>Tensors, zip records or metadata entries in one file.</summary>
    public const int Names = 200_000;

    /// <summary>
    /// Nodes, attributes, tensors, inputs and outputs of one ONNX graph, together: each takes a few hundred bytes of
    /// memory, and may take only two bytes of the file.
    /// </summary>
    public const int OnnxParts = 200_000;

    /// <summary>Axes of one tensor.</summary>
    public const int Rank = 32;

    /// <summary>Bytes of safetensors JSON: the limit of the format's own library.</summary>
    public const long SafeTensorsHeaderBytes = 100_000_000;

    /// <summary>Bytes of a zip file's central directory.</summary>
    public const long ZipDirectoryBytes = 64 << 20;

    /// <summary>The limit on the inflated size of zip records, in multiples of the file's length.</summary>
    public const long Expansion = 100;

    /// <summary>How often the stored values may be used: one layer shared by every level of a deep network.</summary>
    public const long Sharing = 16;

    /// <summary>Elements or bytes that are always allowed, for any size of the file.</summary>
    public const long Allowance = 1 << 24;
}
