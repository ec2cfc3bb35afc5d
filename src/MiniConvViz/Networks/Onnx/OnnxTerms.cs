using MiniConvViz.Ops;

namespace MiniConvViz.Networks.Onnx;

/// <summary>Arithmetic with sizes that importers of operators do themselves.</summary>
internal static class OnnxTerms
{
    /// <summary>The product of sizes; 1 of none.</summary>
    public static ShapeTerm Product(IReadOnlyList<ShapeTerm> terms) => terms.Count == 1
        ? terms[0]
        : new ShapeTerm.ComputedTerm("Product", values => values.Aggregate(1.0, (a, b) => a * b), terms);
}
