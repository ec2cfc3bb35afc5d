namespace MiniConvViz.Networks.Onnx;

/// <summary>
/// Why one operator of a graph cannot be imported; the importer collects them, so that all are told at once.
/// </summary>
internal sealed class OnnxRefusal(string reason) : Exception(reason)
{
    /// <summary>The refusal of what only training computes.</summary>
    public static OnnxRefusal TrainingMode(string what) => new(
        $"{what}: the model was exported in training mode; call model.eval() before torch.onnx.export");
}
