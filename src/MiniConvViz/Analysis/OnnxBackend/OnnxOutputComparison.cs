using MiniConvViz.Tensors;

namespace MiniConvViz.Analysis;

/// <summary>One output of one data set of an ONNX backend test, beside what ONNX expects.</summary>
/// <param name="Output">Data set and output: <c>test_data_set_0/y</c>.</param>
/// <param name="Expected">The shape that is expected.</param>
/// <param name="Shape">The shape that came out.</param>
/// <param name="MaxDifference">The largest absolute difference.</param>
/// <param name="Wrong">Numbers outside of ONNX's tolerance.</param>
/// <param name="Passes">Whether ONNX's runner would be content.</param>
public sealed record OnnxOutputComparison(
    string Output, Shape Expected, Shape Shape, double MaxDifference, int Wrong, bool Passes);
