using MiniConvViz.Tensors;

namespace MiniConvViz.Analysis;

/// <summary>One output of one data set of an ONNX backend test, compared with ONNX's expected output.</summary>
/// <param name="Output">Data set and output: <c>test_data_set_0/y</c>.</param>
/// <param name="Expected">The expected shape.</param>
/// <param name="Shape">The actual shape.</param>
/// <param name="MaxDifference">The largest absolute difference.</param>
/// <param name="Wrong">The number of elements outside of ONNX's tolerance.</param>
/// <param name="Passes">Whether the output passes by the rules of ONNX's runner.</param>
public sealed record OnnxOutputComparison(
    string Output, Shape Expected, Shape Shape, double MaxDifference, int Wrong, bool Passes);
