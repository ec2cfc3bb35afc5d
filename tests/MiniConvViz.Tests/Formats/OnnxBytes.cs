using Google.Protobuf;
using MiniConvViz.Formats.Onnx.Protobuf;

namespace MiniConvViz.Tests.Formats;

/// <summary>Writes ONNX files by hand, valid and invalid ones.</summary>
internal sealed class OnnxBytes
{
    private readonly List<(int Field, IMessage Message)> _graph = [];
    private readonly List<FunctionProto> _functions = [];

    public int Opset { get; init; } = 17;

    /// <summary>The program that wrote the file.</summary>
    public string Producer { get; init; } = "";

    /// <summary>A value of float32 elements.</summary>
    public static ValueInfoProto Value(string name, params long[] extents)
    {
        TensorShapeProto shape = new();
        shape.Dim.AddRange(extents.Select(extent => new TensorShapeProto.Types.Dimension { DimValue = extent }));
        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = 1, Shape = shape } },
        };
    }

    /// <summary>A value of float32 elements, any of whose axes may be free: a name instead of an extent.</summary>
    public static ValueInfoProto Free(string name, params object[] axes)
    {
        ValueInfoProto value = Value(name, [.. axes.Select(axis => axis is int extent ? extent : 0L)]);
        for (int axis = 0; axis < axes.Length; axis++)
        {
            if (axes[axis] is string free)
            {
                value.Type.TensorType.Shape.Dim[axis] = new TensorShapeProto.Types.Dimension { DimParam = free };
            }
        }

        return value;
    }

    /// <summary>A float32 tensor with its bytes in the file.</summary>
    public static TensorProto Tensor(string name, long[] extents, params float[] values)
    {
        TensorProto tensor = new()
        {
            Name = name,
            DataType = 1,
            RawData = ByteString.CopyFrom(System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(values)),
        };
        tensor.Dims.AddRange(extents);
        return tensor;
    }

    /// <summary>A tensor of int64 elements, as for shapes and axes.</summary>
    public static TensorProto Integers(string name, long[] extents, params long[] values)
    {
        TensorProto tensor = new() { Name = name, DataType = 7 };
        tensor.Dims.AddRange(extents);
        tensor.Int64Data.AddRange(values);
        return tensor;
    }

    /// <summary>An attribute that is one integer.</summary>
    public static AttributeProto Integer(string name, long value) => new() { Name = name, I = value, Type = 2 };

    /// <summary>An attribute that is text.</summary>
    public static AttributeProto Text(string name, string value) =>
        new() { Name = name, S = ByteString.CopyFromUtf8(value), Type = 3 };

    /// <summary>An attribute that is a list of integers.</summary>
    public static AttributeProto IntegerList(string name, params long[] values)
    {
        AttributeProto attribute = new() { Name = name, Type = 7 };
        attribute.Ints.AddRange(values);
        return attribute;
    }

    public OnnxBytes Input(ValueInfoProto value) => Add(11, value);

    public OnnxBytes Output(ValueInfoProto value) => Add(12, value);

    public OnnxBytes Initializer(TensorProto tensor) => Add(5, tensor);

    public OnnxBytes Node(string kind, string[] inputs, string[] outputs, params AttributeProto[] attributes) =>
        Node(kind, $"{kind}_{outputs[0]}", inputs, outputs, attributes);

    public OnnxBytes Node(
        string kind, string name, string[] inputs, string[] outputs, params AttributeProto[] attributes)
    {
        return Add(1, Call(kind, name, inputs, outputs, attributes));
    }

    /// <summary>A node of a branch or of a function; the kind of another domain is written
    /// <c>domain.Kind</c>.</summary>
    public static NodeProto Call(
        string kind, string name, string[] inputs, string[] outputs, params AttributeProto[] attributes)
    {
        int domain = kind.LastIndexOf('.');
        NodeProto node = new()
        {
            OpType = kind[(domain + 1)..],
            Domain = domain < 0 ? "" : kind[..domain],
            Name = name,
        };
        node.Input.AddRange(inputs);
        node.Output.AddRange(outputs);
        node.Attribute.AddRange(attributes);
        return node;
    }

    /// <summary>An attribute that is a graph: a branch of an <c>If</c>.</summary>
    public static AttributeProto Branch(string name, string output, params NodeProto[] nodes)
    {
        GraphProto graph = new();
        graph.Node.AddRange(nodes);
        graph.Output.Add(new ValueInfoProto { Name = output });
        return new AttributeProto { Name = name, G = graph, Type = 5 };
    }

    /// <summary>An attribute that is one number.</summary>
    public static AttributeProto Float(string name, float value) => new() { Name = name, F = value, Type = 1 };

    /// <summary>Adds a function of the domain <c>here</c>, in operators of version 17.</summary>
    public OnnxBytes Function(string name, string[] inputs, string[] outputs, params NodeProto[] nodes)
    {
        FunctionProto function = new() { Name = name, Domain = "here" };
        function.Input.AddRange(inputs);
        function.Output.AddRange(outputs);
        function.Node.AddRange(nodes);
        function.OpsetImport.Add(new OperatorSetIdProto { Version = 17 });
        _functions.Add(function);
        return this;
    }

    /// <summary>A tensor of bytes: 2 for unsigned ones, 3 for signed ones.</summary>
    public static TensorProto Bytes(string name, int type, long[] extents, params int[] values)
    {
        TensorProto tensor = new() { Name = name, DataType = type };
        tensor.Dims.AddRange(extents);
        tensor.Int32Data.AddRange(values);
        return tensor;
    }

    /// <summary>Adds a note to the node added last.</summary>
    public OnnxBytes Metadata(string key, string value)
    {
        ((NodeProto)_graph[^1].Message).MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });
        return this;
    }

    /// <summary>The whole file.</summary>
    public byte[] ToArray()
    {
        using MemoryStream graph = new();
        using (CodedOutputStream fields = new(graph, leaveOpen: true))
        {
            foreach ((int field, IMessage message) in _graph)
            {
                fields.WriteTag(field, WireFormat.WireType.LengthDelimited);
                fields.WriteMessage(message);
            }
        }

        using MemoryStream model = new();
        using (CodedOutputStream fields = new(model, leaveOpen: true))
        {
            fields.WriteTag(8, WireFormat.WireType.LengthDelimited);
            fields.WriteMessage(new OperatorSetIdProto { Version = Opset });
            if (Producer.Length > 0)
            {
                fields.WriteTag(2, WireFormat.WireType.LengthDelimited);
                fields.WriteString(Producer);
            }

            fields.WriteTag(7, WireFormat.WireType.LengthDelimited);
            fields.WriteBytes(ByteString.CopyFrom(graph.ToArray()));
            foreach (FunctionProto function in _functions)
            {
                fields.WriteTag(25, WireFormat.WireType.LengthDelimited);
                fields.WriteMessage(function);
            }
        }

        return model.ToArray();
    }

    private OnnxBytes Add(int field, IMessage message)
    {
        _graph.Add((field, message));
        return this;
    }
}
