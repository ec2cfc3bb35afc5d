namespace MiniConvViz.Fuzz.Mutators;

/// <summary>The messages of an ONNX file.</summary>
internal enum OnnxMessage
{
    None,
    Model,
    Graph,
    Node,
    Attribute,
    Tensor,
    ValueInfo,
    Type,
    TensorType,
    TensorShape,
    Dimension,
    OperatorSet,
    Entry,
}

/// <summary>The fields that contain messages, and the numbers of the fields that are changed by name.</summary>
/// <remarks>Source: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto</remarks>
internal static class OnnxSchema
{
    public const int ModelGraph = 7;
    public const int GraphNode = 1;
    public const int GraphInitializer = 5;
    public const int GraphInput = 11;
    public const int GraphOutput = 12;
    public const int NodeInput = 1;
    public const int NodeOutput = 2;
    public const int NodeName = 3;
    public const int NodeKind = 4;
    public const int NodeAttribute = 5;
    public const int AttributeName = 1;
    public const int AttributeFloat = 2;
    public const int AttributeInteger = 3;
    public const int AttributeText = 4;
    public const int AttributeIntegers = 8;
    public const int AttributeType = 20;
    public const int TensorDims = 1;
    public const int TensorDataType = 2;
    public const int TensorName = 8;
    public const int TensorRawData = 9;
    public const int ValueName = 1;

    /// <summary>The message in a field of a message; None where the field has another type.</summary>
    public static OnnxMessage MessageIn(OnnxMessage message, int field) => (message, field) switch
    {
        (OnnxMessage.Model, ModelGraph) => OnnxMessage.Graph,
        (OnnxMessage.Model, 8) => OnnxMessage.OperatorSet,
        (OnnxMessage.Graph, GraphNode) => OnnxMessage.Node,
        (OnnxMessage.Graph, GraphInitializer) => OnnxMessage.Tensor,
        (OnnxMessage.Graph, GraphInput or GraphOutput or 13) => OnnxMessage.ValueInfo,
        (OnnxMessage.Node, NodeAttribute) => OnnxMessage.Attribute,
        (OnnxMessage.Node, 9) => OnnxMessage.Entry,
        (OnnxMessage.Attribute, 5) => OnnxMessage.Tensor,
        (OnnxMessage.Attribute, 6) => OnnxMessage.Graph,
        (OnnxMessage.Tensor, 13) => OnnxMessage.Entry,
        (OnnxMessage.ValueInfo, 2) => OnnxMessage.Type,
        (OnnxMessage.Type, 1) => OnnxMessage.TensorType,
        (OnnxMessage.TensorType, 2) => OnnxMessage.TensorShape,
        (OnnxMessage.TensorShape, 1) => OnnxMessage.Dimension,
        _ => OnnxMessage.None,
    };
}
