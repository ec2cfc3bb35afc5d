using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using MiniConvViz.Formats;
using MiniConvViz.Formats.Onnx;
using MiniConvViz.Formats.Onnx.Protobuf;
using MiniConvViz.Networks;
using MiniConvViz.Networks.Onnx;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Parity;

/// <summary>
/// What ONNX Runtime computes at every node of an ONNX file, as a reference file for <c>verify</c>: keys are the names
/// of this library's nodes.
/// </summary>
internal static class OnnxRuntimeReference
{
    // The field numbers of ModelProto and GraphProto.
    private const int ModelIrVersion = 1;
    private const int ModelGraph = 7;
    private const int GraphOutput = 12;

    /// <summary>
    /// Runs a model of one input and writes its input and all float values that nodes of ours compute.
    /// </summary>
    /// <param name="model">The .onnx file.</param>
    /// <param name="input">The input.</param>
    /// <param name="reference">The .safetensors file to write.</param>
    /// <returns>
    /// The network, and the names of float values that no node of ours computes, though a node of the file does that is
    /// no Constant.
    /// </returns>
    public static (Network Network, IReadOnlyList<string> WithoutNode) Write(string model, Tensor input, string reference)
    {
        OnnxFile file = OnnxFile.Read(model);
        Dictionary<string, Node> nodes = [];
        Network network = OnnxImport.Run(
            file, new Dictionary<string, OnnxTensor>(), () => [input.Shape], strict: true, nodes.Add);
        Dictionary<string, Tensor> values = Run(model, file, input);

        Dictionary<string, Tensor> written = new() { ["input"] = input };
        foreach ((string name, Tensor value) in values.Where(value => nodes.ContainsKey(value.Key)))
        {
            written.TryAdd(nodes[name].Name, value);
        }

        SafeTensorsWriter.Write(reference, written);
        HashSet<string> constants =
            [.. file.Nodes.Where(node => node.OpType == "Constant").SelectMany(node => node.Output)];
        return (network, [.. values.Keys.Where(name => !nodes.ContainsKey(name) && !constants.Contains(name))]);
    }

    private static Dictionary<string, Tensor> Run(string model, OnnxFile file, Tensor input)
    {
        using SessionOptions options = new()
        {
            IntraOpNumThreads = 1,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL,
        };
        using InferenceSession session = new(WithAllOutputs(model, file), options);
        using OrtValue given = OrtValue.CreateTensorValueFromMemory(
            input.Values.ToArray(), [.. input.Shape.Extents.ToArray().Select(extent => (long)extent)]);
        using RunOptions run = new();
        using IDisposableReadOnlyCollection<OrtValue> outputs =
            session.Run(run, [session.InputNames[0]], [given], session.OutputNames);
        Dictionary<string, Tensor> values = [];
        foreach ((string name, OrtValue output) in session.OutputNames.Zip(outputs))
        {
            OrtTensorTypeAndShapeInfo type = output.GetTensorTypeAndShape();
            if (type.ElementDataType == Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Float)
            {
                Shape shape = Shape.Create([.. type.Shape.Select(extent => (int)extent)]);
                values[name] = new Tensor(shape, output.GetTensorDataAsSpan<float>().ToArray());
            }
        }

        return values;
    }

    /// <summary>
    /// The model with every node's output as an output of the graph. Two messages of one field that lie one after the
    /// other are one message to protobuf, so that a graph of nothing but outputs is appended to the file; of two
    /// numbers the last one counts, so that a version of the format is written before the file, which may have none.
    /// </summary>
    private static byte[] WithAllOutputs(string model, OnnxFile file)
    {
        HashSet<string> declared = [.. file.Outputs.Select(output => output.Name)];
        using MemoryStream graph = new();
        using (CodedOutputStream fields = new(graph, leaveOpen: true))
        {
            foreach (string name in file.Nodes.SelectMany(node => node.Output).Where(name => name.Length > 0))
            {
                if (declared.Add(name))
                {
                    fields.WriteTag(GraphOutput, WireFormat.WireType.LengthDelimited);
                    fields.WriteMessage(new ValueInfoProto { Name = name });
                }
            }
        }

        using MemoryStream added = new();
        using (CodedOutputStream fields = new(added, leaveOpen: true))
        {
            fields.WriteTag(ModelGraph, WireFormat.WireType.LengthDelimited);
            fields.WriteBytes(ByteString.CopyFrom(graph.ToArray()));
        }

        return [ModelIrVersion << 3, 8, .. File.ReadAllBytes(model), .. added.ToArray()];
    }
}
