namespace MiniConvViz.Formats.Onnx;

/// <summary>
/// Counts the nodes, attributes and tensors of a file before they are parsed: an empty one takes a hundred times its
/// bytes in memory. Those of branches and functions are counted with the graph's.
/// </summary>
internal sealed class OnnxParts
{
    // Field numbers of messages whose fields are read one by one.
    private const int NodeAttribute = 5;
    private const int NodeMetadata = 9;
    private const int AttributeGraph = 6;
    private const int GraphNode = 1;
    private const int GraphInitializer = 5;
    private const int GraphOutput = 12;
    private const int FunctionNode = 7;
    private const int FunctionAttribute = 11;

    /// <summary>Bytes of an attribute whose graph has a part: tag and length of the graph, and of the part.</summary>
    private const int SmallestGraph = 4;

    /// <summary>Branches within branches; real networks have one or two.</summary>
    private const int MostDepth = 8;

    private int _parts;

    /// <summary>Counts a field, if it is a part.</summary>
    /// <exception cref="UnreadableInputException">There are more than the limit.</exception>
    public void Count(CheckpointFile file, bool isPart)
    {
        _parts += isPart ? 1 : 0;
        if (_parts > CheckpointLimits.OnnxParts)
        {
            throw file.Error(
                $"has a graph of more than {CheckpointLimits.OnnxParts} nodes, attributes and tensors, "
                + "the limit");
        }
    }

    /// <summary>Counts what a node holds.</summary>
    /// <exception cref="UnreadableInputException">It holds too much.</exception>
    public void CountNode(CheckpointFile file, ProtobufField node) => CountNode(file, node, depth: 0);

    /// <summary>Counts what a function holds.</summary>
    /// <exception cref="UnreadableInputException">It holds too much.</exception>
    public void CountFunction(CheckpointFile file, ProtobufField function)
    {
        foreach (ProtobufField field in new ProtobufFields(file, function.ContentStart, function.End))
        {
            Count(file, field.Number is FunctionNode or FunctionAttribute);
            if (field is { Number: FunctionNode, IsLengthDelimited: true })
            {
                CountNode(file, field, depth: 0);
            }
            else if (field is { Number: FunctionAttribute, IsLengthDelimited: true })
            {
                CountAttribute(file, field, depth: 0);
            }
        }
    }

    private void CountNode(CheckpointFile file, ProtobufField node, int depth)
    {
        foreach (ProtobufField field in new ProtobufFields(file, node.ContentStart, node.End))
        {
            Count(file, field.Number is NodeAttribute or NodeMetadata);
            if (field is { Number: NodeAttribute, IsLengthDelimited: true, ContentLength: >= SmallestGraph })
            {
                CountAttribute(file, field, depth);
            }
        }
    }

    private void CountAttribute(CheckpointFile file, ProtobufField attribute, int depth)
    {
        foreach (ProtobufField field in new ProtobufFields(file, attribute.ContentStart, attribute.End))
        {
            if (field is { Number: AttributeGraph, IsLengthDelimited: true })
            {
                CountGraph(file, field, depth + 1);
            }
        }
    }

    private void CountGraph(CheckpointFile file, ProtobufField graph, int depth)
    {
        if (depth > MostDepth)
        {
            throw file.Error($"has graphs nested more than {MostDepth} deep, the limit");
        }

        foreach (ProtobufField field in new ProtobufFields(file, graph.ContentStart, graph.End))
        {
            Count(file, field.Number is GraphNode or GraphInitializer or GraphOutput);
            if (field is { Number: GraphNode, IsLengthDelimited: true })
            {
                CountNode(file, field, depth);
            }
        }
    }
}
