using MiniConvViz.Formats;
using MiniConvViz.Formats.Onnx;
using MiniConvViz.Formats.Onnx.Protobuf;

namespace MiniConvViz.Networks.Onnx;

/// <summary>One operator of an ONNX graph: its kind, inputs, outputs and attributes.</summary>
/// <param name="file">The file it comes from.</param>
/// <param name="message">Its message in the file.</param>
/// <param name="opset">The version of ONNX's operators, where it is not the file's: functions have one of their
/// own.</param>
internal sealed class OnnxNode(OnnxFile file, NodeProto message, int? opset = null)
{
    // AttributeProto.AttributeType
    private const int FloatType = 1;
    private const int IntType = 2;
    private const int StringType = 3;
    private const int TensorType = 4;
    private const int GraphType = 5;
    private const int FloatsType = 6;
    private const int IntsType = 7;
    private const int StringsType = 8;

    private readonly Dictionary<string, OnnxTensor> _tensors = [];
    private readonly Dictionary<string, OnnxBody> _branches = [];

    /// <summary>Such as <c>Conv</c>; operators of other domains start with it: <c>com.microsoft.Gelu</c>.</summary>
    public string Kind { get; } =
        message.Domain is "" or "ai.onnx" ? message.OpType : $"{message.Domain}.{message.OpType}";

    /// <summary>The version of ONNX's operators that the node uses.</summary>
    public int Opset => opset ?? file.Opset;

    /// <summary>Whether PyTorch wrote the file.</summary>
    public bool IsFromPyTorch => file.Producer == "pytorch";

    /// <summary>Whether tf2onnx wrote the file, from a network of TensorFlow or Keras.</summary>
    public bool IsFromTensorFlow => file.Producer == "tf2onnx";

    /// <summary>Its name in messages: its own, or that of its first output.</summary>
    public string Name { get; } = message.Name.Length > 0 ? message.Name : message.Output.FirstOrDefault() ?? "";

    /// <summary>Whether it has a name in the file.</summary>
    public bool HasName => message.Name.Length > 0;

    /// <summary>Names of values; an empty one is an optional input left out.</summary>
    public IReadOnlyList<string> Inputs => message.Input;

    /// <summary>Names of values; an empty one is an output that no node reads.</summary>
    public IReadOnlyList<string> Outputs => message.Output;

    /// <summary>Names of values of the surrounding graph that its branches may read.</summary>
    public IEnumerable<string> Captured => message.Attribute.Where(attribute => attribute.G is not null)
        .SelectMany(attribute => NamesReadIn(attribute.G));

    /// <summary>An entry of the exporter's metadata about the origin of the operator.</summary>
    public string? Metadata(string key) => message.MetadataProps.FirstOrDefault(entry => entry.Key == key)?.Value;

    public bool Has(string attribute) => message.Attribute.Any(known => known.Name == attribute);

    public int Int(string name, int fallback) =>
        Find(name, IntType) is AttributeProto found ? Clamp(found.I) : fallback;

    public bool Flag(string name, bool fallback) => Int(name, fallback ? 1 : 0) != 0;

    /// <summary>A constant of the operator's formula, which is finite.</summary>
    public float Float(string name, float fallback) => AnyFloat(name, fallback) is float value && float.IsFinite(value)
        ? value
        : throw Error($"the attribute {name} is {AnyFloat(name, fallback)}, expected a finite value");

    /// <summary>A value that may be infinite, as an unused bound is, or the padding of a maximum.</summary>
    public float AnyFloat(string name, float fallback) => Find(name, FloatType)?.F ?? fallback;

    public string Text(string name, string fallback) => Find(name, StringType)?.S.ToStringUtf8() ?? fallback;

    /// <summary>Integers; ONNX's "to the end", the largest int64, becomes the largest int.</summary>
    public int[]? Ints(string name) => Find(name, IntsType)?.Ints.Select(Clamp).ToArray();

    public float[]? Floats(string name) => Find(name, FloatsType)?.Floats.ToArray();

    public string[]? Texts(string name) =>
        Find(name, StringsType)?.Strings.Select(text => text.ToStringUtf8()).ToArray();

    public OnnxTensor? Tensor(string name)
    {
        if (_tensors.TryGetValue(name, out OnnxTensor? read))
        {
            return read;
        }

        return Find(name, TensorType) is { T: not null } found ? _tensors[name] = file.ReadTensor(found.T) : null;
    }

    /// <summary>The graph that an attribute holds, such as a branch of an <c>If</c>.</summary>
    /// <exception cref="UnreadableInputException">There is no attribute of that name.</exception>
    public OnnxBody Branch(string name)
    {
        if (!_branches.TryGetValue(name, out OnnxBody? branch))
        {
            GraphProto graph = Find(name, GraphType)?.G ?? throw Error($"has no {name}");
            branch = _branches[name] = OnnxBody.Of(file, graph, opset);
        }

        return branch;
    }

    /// <summary>
    /// The same node for one call of the function whose body contains it: attributes that refer to the call's get the
    /// values of the call, or the function's defaults. A node without such attributes is returned unchanged.
    /// </summary>
    public OnnxNode For(OnnxNode call, IReadOnlyDictionary<string, AttributeProto> defaults)
    {
        if (message.Attribute.All(attribute => attribute.RefAttrName.Length == 0))
        {
            return this;
        }

        NodeProto bound = new() { Name = message.Name, OpType = message.OpType, Domain = message.Domain };
        bound.Input.AddRange(message.Input);
        bound.Output.AddRange(message.Output);
        bound.MetadataProps.AddRange(message.MetadataProps);
        foreach (AttributeProto attribute in message.Attribute)
        {
            AttributeProto? value = attribute.RefAttrName.Length == 0
                ? attribute
                : call.Attribute(attribute.RefAttrName) ?? defaults.GetValueOrDefault(attribute.RefAttrName);
            if (value is not null)
            {
                bound.Attribute.Add(ReferenceEquals(attribute, value) ? attribute : Renamed(value, attribute.Name));
            }
        }

        return new OnnxNode(file, bound, opset);
    }

    /// <summary>The exception for a node that breaks ONNX's rules.</summary>
    public UnreadableInputException Error(string message) => file.Error($"{this}: {message}");

    /// <inheritdoc/>
    public override string ToString() => $"{Quoted.Name(Name)} ({Kind})";

    private static int Clamp(long value) => (int)Math.Clamp(value, int.MinValue, int.MaxValue);

    private static AttributeProto Renamed(AttributeProto value, string name)
    {
        AttributeProto renamed = new()
        {
            Name = name,
            F = value.F,
            I = value.I,
            S = value.S,
            T = value.T,
            G = value.G,
            Type = value.Type,
        };
        renamed.Floats.AddRange(value.Floats);
        renamed.Ints.AddRange(value.Ints);
        renamed.Strings.AddRange(value.Strings);
        return renamed;
    }

    private static IEnumerable<string> NamesReadIn(GraphProto graph) => graph.Node
        .SelectMany(node => node.Input.Concat(node.Attribute.Where(attribute => attribute.G is not null)
            .SelectMany(attribute => NamesReadIn(attribute.G))))
        .Concat(graph.Output.Select(output => output.Name));

    private AttributeProto? Attribute(string name) => message.Attribute.FirstOrDefault(known => known.Name == name);

    private AttributeProto? Find(string name, int type)
    {
        AttributeProto? found = Attribute(name);
        return found is null || found.Type == type ? found
            : found.RefAttrName.Length > 0 ? throw new OnnxRefusal(
                $"its attribute {name} is given by the call of a function around the branch that it is in")
            : throw Error($"the attribute {name} has type {found.Type}, expected {type}");
    }
}
