namespace MiniConvViz.Networks.Onnx;

/// <summary>
/// Every ONNX operator that can be imported, with the function that turns it into nodes. A new operator is a line in
/// the table of its group.
/// </summary>
internal static class OnnxOperators
{
    private static readonly Dictionary<string, Action<OnnxCall>> Importers =
        Groups.SelectMany(group => group.Table).ToDictionary();

    /// <summary>The groups of operators, each with its name.</summary>
    public static IReadOnlyList<(string Name, OnnxTable Table)> Groups =>
    [
        ("Convolutions", OnnxConvolutions.Table),
        ("Pools", OnnxPooling.Table),
        ("Functions of one value", OnnxActivations.Table),
        ("Arithmetic", OnnxArithmetic.Table),
        ("Matrix products", OnnxProducts.Table),
        ("Norms", OnnxNormalizations.Table),
        ("Reductions", OnnxReductions.Table),
        ("Layout and constants", OnnxLayout.Table),
        ("Gathering and scattering", OnnxIndexing.Table),
        ("Resizing", OnnxResizing.Table),
        ("Comparisons and logic", OnnxLogic.Table),
        ("Norms by means and sums", OnnxScaling.Table),
        ("Repetition, running sums and selection", OnnxTiling.Table),
        ("Einsum", OnnxEinsum.Table),
        ("Attention", OnnxAttention.Table),
        ("Recurrent layers", OnnxRecurrent.Table),
        ("Quantised networks, computed in floating point", OnnxQuantization.Table),
        ("Fused operators of ONNX Runtime", OnnxFused.Table),
    ];

    /// <summary>Whether an operator of that name can be imported.</summary>
    public static bool Knows(string kind) => Importers.ContainsKey(kind);

    /// <summary>Turns an operator into nodes.</summary>
    /// <exception cref="OnnxRefusal">It is used in a way that is not supported.</exception>
    public static void Import(OnnxCall call) => Importers[call.Node.Kind](call);
}
