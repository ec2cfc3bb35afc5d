namespace MiniConvViz.Fuzz.Mutators;

/// <summary>Changes a graph so that it is mostly still valid: operators, attributes, connections and extents.</summary>
internal sealed class OnnxGraphMutation(ProtobufTree graph, Random random)
{
    /// <summary>One change.</summary>
    public void Apply()
    {
        ProtobufTree[] nodes = MessagesOf(OnnxSchema.GraphNode);
        ProtobufTree? node = nodes.Length > 0 ? nodes[random.Next(nodes.Length)] : null;
        switch (random.Next(12))
        {
            case 0 when node?.Find(OnnxSchema.NodeKind) is ProtobufNode kind:
                kind.Text = Any(OnnxWords.Kinds);
                break;
            case 1 when node is not null:
                Reconnect(node);
                break;
            case 2:
                AddNode(nodes);
                break;
            case 3 when node is not null:
                Bypass(node);
                break;
            case 4 when MessagesOf(OnnxSchema.GraphInput) is { Length: > 0 } inputs:
                ChangeInput(inputs[random.Next(inputs.Length)]);
                break;
            case 5 when MessagesOf(OnnxSchema.GraphInitializer) is { Length: > 0 } tensors:
                OnnxTensorMutation.Apply(tensors[random.Next(tensors.Length)], random);
                break;
            case 6 or 7 when node is not null:
                node.Fields.Add(ProtobufNode.Of(OnnxSchema.NodeAttribute, OnnxAttributeMutation.New(random)));
                break;
            default:
                OnnxAttributeMutation.Apply(nodes, random);
                break;
        }
    }

    private ProtobufTree[] MessagesOf(int field) =>
        [.. graph.Fields.Where(one => one.Number == field).Select(one => one.Message).OfType<ProtobufTree>()];

    private string Any(string[] all) => all[random.Next(all.Length)];

    /// <summary>Every name that a node may read; the empty one stands for an operand left out.</summary>
    private string AnyValue()
    {
        string[] names =
        [
            "",
            .. MessagesOf(OnnxSchema.GraphInput).Select(input => input.Find(OnnxSchema.ValueName)?.Text ?? ""),
            .. MessagesOf(OnnxSchema.GraphInitializer).Select(tensor => tensor.Find(OnnxSchema.TensorName)?.Text ?? ""),
            .. MessagesOf(OnnxSchema.GraphNode).SelectMany(node => node.Fields)
                .Where(field => field.Number == OnnxSchema.NodeOutput).Select(field => field.Text),
        ];
        return Any(names);
    }

    private void Reconnect(ProtobufTree node)
    {
        List<ProtobufNode> inputs = node.Fields.FindAll(field => field.Number == OnnxSchema.NodeInput);
        if (inputs.Count == 0 || random.Next(4) == 0)
        {
            node.Fields.Insert(0, ProtobufNode.Named(OnnxSchema.NodeInput, AnyValue()));
        }
        else if (random.Next(5) == 0)
        {
            node.Fields.Remove(inputs[^1]);
        }
        else
        {
            inputs[random.Next(inputs.Count)].Text = AnyValue();
        }
    }

    /// <summary>A new operator between a value and its readers; the last value stays the graph's output.</summary>
    private void AddNode(ProtobufTree[] nodes)
    {
        string read = AnyValue();
        string made = $"n{random.Next(1 << 16)}";
        ProtobufTree added = new(OnnxMessage.Node);
        added.Fields.Add(ProtobufNode.Named(OnnxSchema.NodeInput, read));
        for (int more = random.Next(3); more > 0; more--)
        {
            added.Fields.Add(ProtobufNode.Named(OnnxSchema.NodeInput, AnyValue()));
        }

        added.Fields.Add(ProtobufNode.Named(OnnxSchema.NodeOutput, made));
        added.Fields.Add(ProtobufNode.Named(OnnxSchema.NodeName, made));
        added.Fields.Add(ProtobufNode.Named(OnnxSchema.NodeKind, Any(OnnxWords.Kinds)));
        if (random.Next(2) == 0)
        {
            added.Fields.Add(ProtobufNode.Of(OnnxSchema.NodeAttribute, OnnxAttributeMutation.New(random)));
        }

        foreach (ProtobufNode input in nodes.SelectMany(node => node.Fields)
            .Where(field => field.Number == OnnxSchema.NodeInput && field.Text == read))
        {
            input.Text = made;
        }

        // It is inserted first: before its readers, and valid if the value is one of the graph's inputs.
        graph.Fields.Insert(0, ProtobufNode.Of(OnnxSchema.GraphNode, added));
    }

    /// <summary>An operator is removed; its readers read its input.</summary>
    private void Bypass(ProtobufTree node)
    {
        string? input = node.Find(OnnxSchema.NodeInput)?.Text;
        string? output = node.Find(OnnxSchema.NodeOutput)?.Text;
        graph.Fields.RemoveAll(field => field.Message == node);
        foreach (ProtobufNode field in MessagesOf(OnnxSchema.GraphNode).SelectMany(other => other.Fields))
        {
            if (input is not null && field.Number == OnnxSchema.NodeInput && field.Text == output)
            {
                field.Text = input;
            }
        }
    }

    private void ChangeInput(ProtobufTree input)
    {
        ProtobufTree[] extents = [.. input.All().Where(message => message.Kind == OnnxMessage.TensorShape)];
        if (extents.Length == 0)
        {
            return;
        }

        List<ProtobufNode> axes = extents[0].Fields;
        ProtobufTree axis = new(OnnxMessage.Dimension);
        axis.Fields.Add(random.Next(5) == 0
            ? ProtobufNode.Named(2, $"axis{random.Next(3)}")
            : ProtobufNode.Integer(1, random.Next(3) == 0 ? Havoc.Integer(random) : random.Next(1, 20)));
        int at = random.Next(axes.Count + 1);
        if (random.Next(5) > 0 && at < axes.Count)
        {
            axes.RemoveAt(at);
        }

        axes.Insert(at, ProtobufNode.Of(1, axis));
    }
}
