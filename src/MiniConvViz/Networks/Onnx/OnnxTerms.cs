using MiniConvViz.Ops;

namespace MiniConvViz.Networks.Onnx;

/// <summary>Arithmetic with sizes, for the importers of operators.</summary>
internal static class OnnxTerms
{
    /// <summary>The product of sizes; 1 for none.</summary>
    public static ShapeTerm Product(IReadOnlyList<ShapeTerm> terms) => terms.Count == 1
        ? terms[0]
        : new ShapeTerm.ComputedTerm("Product", values => values.Aggregate(1.0, (a, b) => a * b), terms);
}
