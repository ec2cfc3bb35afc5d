using Google.Protobuf;
using MiniConvViz.Formats.Onnx.Protobuf;

namespace MiniConvViz.Formats.Onnx;

/// <summary>
/// The content of an ONNX file: a graph of operators, its constant tensors, its inputs and its outputs. The weights
/// stay in the file until they are read.
/// </summary>
/// <remarks>Source: https://onnx.ai/onnx/repo-docs/IR.html</remarks>
internal sealed class OnnxFile
{
    // The field numbers of ModelProto and GraphProto, whose fields are read one by one and not parsed as messages.
    private const int ModelProducer = 2;
    private const int ModelGraph = 7;
    private const int ModelOpsetImport = 8;
    private const int ModelFunction = 25;
    private const int GraphNode = 1;
    private const int GraphInitializer = 5;
    private const int GraphInput = 11;
    private const int GraphOutput = 12;

    private readonly List<NodeProto> _nodes = [];
    private readonly List<ValueInfoProto> _inputs = [];
    private readonly List<ValueInfoProto> _outputs = [];
    private readonly Dictionary<string, OnnxTensor> _initializers = [];
    private readonly Dictionary<string, long> _opsets = [];
    private readonly Dictionary<string, FunctionProto> _functions = [];
    private readonly Dictionary<string, long> _otherFiles = [];
    private readonly OnnxParts _parts = new();
    private bool _hasGraph;
    private long _otherElements;

    private OnnxFile(string path) => Path = path;

    /// <summary>The file, as it was given.</summary>
    public string Path { get; }

    /// <summary>The program that wrote it, such as <c>pytorch</c>; empty when unknown.</summary>
    public string Producer { get; private set; } = "";

    /// <summary>The version of ONNX's own operators that the file uses; 0 where it uses none.</summary>
    public int Opset => (int)Math.Clamp(_opsets.GetValueOrDefault(""), 0, int.MaxValue);

    /// <summary>The operators, each after those whose outputs it reads.</summary>
    public IReadOnlyList<NodeProto> Nodes => _nodes;

    /// <summary>The inputs; files of the first ONNX versions list the weights here too.</summary>
    public IReadOnlyList<ValueInfoProto> Inputs => _inputs;

    /// <summary>The outputs.</summary>
    public IReadOnlyList<ValueInfoProto> Outputs => _outputs;

    /// <summary>The weights by name.</summary>
    public IReadOnlyDictionary<string, OnnxTensor> Initializers => _initializers;

    /// <summary>The functions that the file defines, by domain and name: <c>pkg.torch.Block</c>.</summary>
    public IReadOnlyDictionary<string, FunctionProto> Functions => _functions;

    /// <summary>Reads a model.</summary>
    /// <exception cref="UnreadableInputException">It is no ONNX model, damaged, or cut short.</exception>
    public static OnnxFile Read(string path)
    {
        using CheckpointFile file = CheckpointFile.Open(path);
        RefusePointer(file);
        OnnxFile model = new(path);
        model.ReadModel(file);
        return model._hasGraph && model._opsets.Count > 0
            ? model
            : throw file.Error("is no ONNX model: it has no graph, or declares no version of its operators");
    }

    /// <summary>An exception whose line begins with the path.</summary>
    public UnreadableInputException Error(string message) => new($"{Path}: {message}");

    /// <summary>The tensor of a constant node.</summary>
    public OnnxTensor ReadTensor(TensorProto message)
    {
        using CheckpointFile file = CheckpointFile.Open(Path);
        return OnnxTensorReader.Read(file, message);
    }

    /// <summary>The bytes between two positions of the file.</summary>
    internal static byte[] ReadBytes(CheckpointFile file, long start, long end)
    {
        if (end - start > Array.MaxLength)
        {
            throw file.Error(
                $"a message of {end - start} bytes at byte {start}; at most {Array.MaxLength} are supported");
        }

        byte[] bytes = new byte[end - start];
        file.ReadExactly(start, bytes, "a message");
        return bytes;
    }

    /// <summary>Parses one message.</summary>
    internal static T Parse<T>(CheckpointFile file, MessageParser<T> parser, byte[] bytes)
        where T : IMessage<T>
    {
        try
        {
            return parser.WithDiscardUnknownFields(true).ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException problem)
        {
            throw new UnreadableInputException(
                $"{file.Stamp.Path}: is no ONNX model, or damaged; export it again: {problem.Message}", problem);
        }
    }

    private void ReadModel(CheckpointFile file)
    {
        foreach (ProtobufField field in new ProtobufFields(file, 0, file.Length))
        {
            switch (field)
            {
                case { Number: ModelProducer, IsLengthDelimited: true }:
                    Producer = System.Text.Encoding.UTF8.GetString(ReadBytes(file, field.ContentStart, field.End));
                    break;
                case { Number: ModelGraph, IsLengthDelimited: true }:
                    _hasGraph = true;
                    ReadGraph(file, field);
                    break;
                case { Number: ModelFunction, IsLengthDelimited: true }:
                    _parts.CountFunction(file, field);
                    FunctionProto function = Parse(file, FunctionProto.Parser, field);
                    _functions[$"{function.Domain}.{function.Name}"] = function;
                    break;
                case { Number: ModelOpsetImport, IsLengthDelimited: true }:
                    OperatorSetIdProto opset = Parse(file, OperatorSetIdProto.Parser, field);
                    _opsets[opset.Domain == "ai.onnx" ? "" : opset.Domain] = opset.Version;
                    break;
            }
        }
    }

    private void ReadGraph(CheckpointFile file, ProtobufField graph)
    {
        foreach (ProtobufField field in new ProtobufFields(file, graph.ContentStart, graph.End))
        {
            _parts.Count(file, field.Number is GraphNode or GraphInitializer or GraphInput or GraphOutput);
            switch (field)
            {
                case { Number: GraphNode, IsLengthDelimited: true }:
                    _parts.CountNode(file, field);
                    _nodes.Add(Parse(file, NodeProto.Parser, field));
                    break;
                case { Number: GraphInitializer, IsLengthDelimited: true }:
                    OnnxTensor tensor = OnnxTensorReader.Read(file, field.ContentStart, field.End);
                    _initializers[tensor.Name] = tensor;
                    CountShared(file, tensor);
                    break;
                case { Number: GraphInput, IsLengthDelimited: true }:
                    _inputs.Add(Parse(file, ValueInfoProto.Parser, field));
                    break;
                case { Number: GraphOutput, IsLengthDelimited: true }:
                    _outputs.Add(Parse(file, ValueInfoProto.Parser, field));
                    break;
            }
        }
    }

    /// <summary>Weights in other files may be used several times, such as tied ones, but only up to a limit.</summary>
    private void CountShared(CheckpointFile file, OnnxTensor tensor)
    {
        if (tensor.File is not FileStamp other || other.Path == file.Stamp.Path)
        {
            return;
        }

        _otherFiles[other.Path] = other.Length;
        _otherElements += tensor.Shape.Count;
        long most = CheckpointLimits.Allowance + (CheckpointLimits.Sharing * _otherFiles.Values.Sum());
        if (_otherElements > most)
        {
            throw file.Error(
                $"uses the values of other files more than {CheckpointLimits.Sharing} times, the limit");
        }
    }

    /// <summary>Refuses the pointer that <c>git clone</c> writes for a model without Git LFS.</summary>
    private static void RefusePointer(CheckpointFile file)
    {
        ReadOnlySpan<byte> pointer = "version https://git-lfs"u8;
        byte[] head = new byte[pointer.Length];
        if (file.Read(0, head) == head.Length && pointer.SequenceEqual(head))
        {
            throw file.Error("is a git-lfs pointer, not the model; run: git lfs pull");
        }
    }

    private static T Parse<T>(CheckpointFile file, MessageParser<T> parser, ProtobufField field)
        where T : IMessage<T> =>
        Parse(file, parser, ReadBytes(file, field.ContentStart, field.End));
}
