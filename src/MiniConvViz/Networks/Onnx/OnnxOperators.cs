namespace MiniConvViz.Networks.Onnx;

/// <summary>
/// Every ONNX operator that can be imported, with the function that turns one into nodes. A new operator is a line in
/// the table of its group.
/// </summary>
internal static class OnnxOperators
{
    private static readonly Dictionary<string, Action<OnnxCall>> Importers =
        Tables().SelectMany(table => table).ToDictionary();

    /// <summary>Whether an operator of that name can be imported.</summary>
    public static bool Knows(string kind) => Importers.ContainsKey(kind);

    /// <summary>Turns an operator into nodes.</summary>
    /// <exception cref="OnnxRefusal">It is used in a way that is not supported.</exception>
    public static void Import(OnnxCall call) => Importers[call.Node.Kind](call);

    private static OnnxTable[] Tables() =>
    [
        OnnxConvolutions.Table, OnnxPooling.Table, OnnxActivations.Table, OnnxArithmetic.Table, OnnxProducts.Table,
        OnnxNormalizations.Table, OnnxReductions.Table, OnnxLayout.Table, OnnxResizing.Table,
        OnnxLogic.Table, OnnxScaling.Table, OnnxTiling.Table, OnnxEinsum.Table, OnnxAttention.Table,
    ];
}
