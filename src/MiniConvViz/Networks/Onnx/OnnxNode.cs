using MiniConvViz.Formats;
using MiniConvViz.Formats.Onnx;
using MiniConvViz.Formats.Onnx.Protobuf;

namespace MiniConvViz.Networks.Onnx;

/// <summary>One operator of an ONNX graph: what it is, what it reads and makes, and its attributes.</summary>
internal sealed class OnnxNode(OnnxFile file, NodeProto message)
{
    // AttributeProto.AttributeType
    private const int FloatType = 1;
    private const int IntType = 2;
    private const int StringType = 3;
    private const int TensorType = 4;
    private const int FloatsType = 6;
    private const int IntsType = 7;

    /// <summary>Such as <c>Conv</c>; operators of others carry their domain: <c>com.microsoft.Gelu</c>.</summary>
    public string Kind { get; } =
        message.Domain is "" or "ai.onnx" ? message.OpType : $"{message.Domain}.{message.OpType}";

    /// <summary>The version of ONNX's operators that the file is written in.</summary>
    public int Opset => file.Opset;

    /// <summary>Whether PyTorch wrote the file.</summary>
    public bool IsFromPyTorch => file.Producer == "pytorch";

    /// <summary>What messages call it: its name, or its first output's where it has none.</summary>
    public string Name { get; } = message.Name.Length > 0 ? message.Name : message.Output.FirstOrDefault() ?? "";

    /// <summary>Names of values; an empty one is an optional input left out.</summary>
    public IReadOnlyList<string> Inputs => message.Input;

    /// <summary>Names of values; an empty one is an output nobody wants.</summary>
    public IReadOnlyList<string> Outputs => message.Output;

    /// <summary>What the exporter noted about where the operator came from.</summary>
    public string? Metadata(string key) => message.MetadataProps.FirstOrDefault(entry => entry.Key == key)?.Value;

    public bool Has(string attribute) => message.Attribute.Any(known => known.Name == attribute);

    public int Int(string name, int fallback) =>
        Find(name, IntType) is AttributeProto found ? Clamp(found.I) : fallback;

    public bool Flag(string name, bool fallback) => Int(name, fallback ? 1 : 0) != 0;

    /// <summary>A constant of the operator's formula, which is finite.</summary>
    public float Float(string name, float fallback) => AnyFloat(name, fallback) is float value && float.IsFinite(value)
        ? value
        : throw Error($"the attribute {name} is {AnyFloat(name, fallback)}, expected a finite value");

    /// <summary>A value as it is: infinite is a bound that does not bind, and what a maximum is padded with.</summary>
    public float AnyFloat(string name, float fallback) => Find(name, FloatType)?.F ?? fallback;

    public string Text(string name, string fallback) => Find(name, StringType)?.S.ToStringUtf8() ?? fallback;

    /// <summary>Integers; ONNX's "to the end", the largest int64, becomes the largest int.</summary>
    public int[]? Ints(string name) => Find(name, IntsType)?.Ints.Select(Clamp).ToArray();

    public float[]? Floats(string name) => Find(name, FloatsType)?.Floats.ToArray();

    public OnnxTensor? Tensor(string name) =>
        Find(name, TensorType) is { T: not null } found ? file.ReadTensor(found.T) : null;

    /// <summary>The exception for a node that breaks ONNX's rules.</summary>
    public UnreadableInputException Error(string message) => file.Error($"{this}: {message}");

    /// <inheritdoc/>
    public override string ToString() => $"{Quoted.Name(Name)} ({Kind})";

    private static int Clamp(long value) => (int)Math.Clamp(value, int.MinValue, int.MaxValue);

    private AttributeProto? Find(string name, int type)
    {
        AttributeProto? found = message.Attribute.FirstOrDefault(known => known.Name == name);
        return found is null || found.Type == type
            ? found
            : throw Error($"the attribute {name} has type {found.Type}, expected {type}");
    }
}
