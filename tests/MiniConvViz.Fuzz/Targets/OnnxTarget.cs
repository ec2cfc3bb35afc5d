using MiniConvViz.Execution;
using MiniConvViz.Networks;
using MiniConvViz.Networks.Onnx;
using MiniConvViz.Tensors;

namespace MiniConvViz.Fuzz.Targets;

/// <summary>
/// A network: read, planned, and, where it is small enough, run on <c>reference</c> and <c>cpu</c>, whose values are
/// compared. Of a larger one only the shapes are inferred.
/// </summary>
/// <remarks>
/// When the engine computes gradients, they are compared here as the values are: add a <c>GradientComparison</c> after
/// <see cref="DeviceComparison.Run"/>.
/// </remarks>
internal sealed class OnnxTarget : ITarget
{
    private const long MostValues = 1 << 16;
    private const long MostWork = 1 << 20;

    public string Format => "onnx";

    public string Extension => ".onnx";

    public void Run(string path, Meter meter)
    {
        long length = new FileInfo(path).Length;
        Network network = meter.Measure(
            "the network", () => OnnxReader.Read(path), made => length + (sizeof(float) * made.ParameterCount));
        Shape[] shapes = network.InferShapes(network.ExampleShapes);
        long values = shapes.Sum(shape => (long)shape.Count);
        long work = network.Nodes.Sum(node => WorkOf(node, shapes));
        if (values <= MostValues && work <= MostWork)
        {
            DeviceComparison comparison = new(network);
            _ = meter.Measure(
                "running", comparison.Run, _ => sizeof(float) * (values + network.ParameterCount));
        }
    }

    /// <summary>Multiplications, or elements that are read: a pool has none of the former.</summary>
    private static long WorkOf(Node node, Shape[] shapes)
    {
        Shape[] inputs = [.. node.Inputs.Select(input => shapes[input.Index])];
        return OnnxBudget.WorkOf(node.Operator, inputs, shapes[node.Index]);
    }
}
