namespace MiniConvViz.Networks.Onnx;

/// <summary>
/// Why one operator of a graph cannot be imported; the importer collects them, so that all are reported at once.
/// </summary>
internal sealed class OnnxRefusal(string reason) : Exception(reason)
{
    /// <summary>Why operators such as NonMaxSuppression are not supported: shapes are inferred before a run.</summary>
    public const string SizeFromValues = "the size of whose output depends on values";

    /// <summary>Whether the file as a whole is the wrong export: it has to be made anew.</summary>
    public bool IsOfWholeFile { get; private init; }

    /// <summary>The refusal of what only training computes.</summary>
    public static OnnxRefusal TrainingMode(string what) => new(
        $"{what}: the model was exported in training mode; call model.eval() before torch.onnx.export")
    {
        IsOfWholeFile = true,
    };
}
