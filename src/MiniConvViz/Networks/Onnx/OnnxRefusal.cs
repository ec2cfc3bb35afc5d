namespace MiniConvViz.Networks.Onnx;

/// <summary>
/// The reason why one operator of a graph cannot be imported; the importer collects all of them for one message.
/// </summary>
internal sealed class OnnxRefusal(string reason) : Exception(reason)
{
    /// <summary>Why operators such as NonMaxSuppression are not supported: shapes are inferred before a run.</summary>
    public const string SizeFromValues = "the size of whose output depends on values";

    /// <summary>Whether the whole file was exported in the wrong mode and must be exported again.</summary>
    public bool IsOfWholeFile { get; private init; }

    /// <summary>The refusal of an operator in training mode.</summary>
    public static OnnxRefusal TrainingMode(string what) => new(
        $"{what}: the model was exported in training mode; call model.eval() before torch.onnx.export")
    {
        IsOfWholeFile = true,
    };
}
