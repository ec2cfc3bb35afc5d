using MiniConvViz.Formats.Onnx;
using MiniConvViz.Formats.Onnx.Protobuf;

namespace MiniConvViz.Networks.Onnx;

/// <summary>A graph inside a graph: a branch of an <c>If</c>, or the body of a function that the file
/// defines.</summary>
/// <param name="Nodes">Its operators, each after those whose outputs it reads.</param>
/// <param name="Constants">Its stored tensors, by name.</param>
/// <param name="Inputs">The names of its arguments; a branch has none.</param>
/// <param name="Outputs">The names of its results.</param>
/// <param name="Defaults">The attributes that a call may leave out, by name.</param>
internal sealed record OnnxBody(
    IReadOnlyList<OnnxNode> Nodes,
    IReadOnlyDictionary<string, OnnxValue> Constants,
    IReadOnlyList<string> Inputs,
    IReadOnlyList<string> Outputs,
    IReadOnlyDictionary<string, AttributeProto> Defaults)
{
    private static readonly Dictionary<string, AttributeProto> NoDefaults = [];

    /// <summary>A branch; it uses the version of ONNX's operators of the graph that contains it.</summary>
    public static OnnxBody Of(OnnxFile file, GraphProto graph, int? opset)
    {
        Dictionary<string, OnnxValue> constants = [];
        foreach (TensorProto tensor in graph.Initializer)
        {
            constants[tensor.Name] = OnnxValue.Of(file.ReadTensor(tensor));
        }

        return new OnnxBody(
            [.. graph.Node.Select(node => new OnnxNode(file, node, opset))],
            constants,
            [],
            [.. graph.Output.Select(output => output.Name)],
            NoDefaults);
    }

    /// <summary>A function, which declares the version of ONNX's operators that it uses.</summary>
    public static OnnxBody Of(OnnxFile file, FunctionProto function)
    {
        OperatorSetIdProto? own = function.OpsetImport.FirstOrDefault(import => import.Domain is "" or "ai.onnx");
        int? opset = own is null ? null : (int)Math.Clamp(own.Version, 0, int.MaxValue);
        Dictionary<string, AttributeProto> defaults = [];
        foreach (AttributeProto attribute in function.AttributeProto)
        {
            defaults[attribute.Name] = attribute;
        }

        return new OnnxBody(
            [.. function.Node.Select(node => new OnnxNode(file, node, opset))],
            new Dictionary<string, OnnxValue>(),
            [.. function.Input],
            [.. function.Output],
            defaults);
    }
}
