namespace MiniConvViz.Fuzz.Mutators;

/// <summary>Changes the tree of an ONNX file: any field by protobuf's rules, or the graph by ONNX's.</summary>
internal static class OnnxMutator
{
    /// <summary>One change; null where the file is no protobuf message.</summary>
    public static byte[]? Mutate(byte[] whole, byte[] donor, Random random)
    {
        if (ProtobufTree.Read(whole, OnnxMessage.Model) is not ProtobufTree model)
        {
            return null;
        }

        if (random.Next(4) > 0 && model.Find(OnnxSchema.ModelGraph)?.Message is ProtobufTree graph)
        {
            new OnnxGraphMutation(graph, random).Apply();
        }
        else
        {
            ChangeField(model, donor, random);
        }

        return model.ToArray();
    }

    private static void ChangeField(ProtobufTree model, byte[] donor, Random random)
    {
        ProtobufTree[] messages = [.. model.All().Where(message => message.Fields.Count > 0)];
        if (messages.Length == 0)
        {
            return;
        }

        ProtobufTree message = messages[random.Next(messages.Length)];
        int at = random.Next(message.Fields.Count);
        ProtobufNode field = message.Fields[at];
        switch (random.Next(9))
        {
            case 0:
                message.Fields.RemoveAt(at);
                break;
            case 1:
                message.Fields.Insert(random.Next(message.Fields.Count + 1), field.Copy());
                break;
            case 2:
                message.Fields.RemoveAt(at);
                message.Fields.Insert(random.Next(message.Fields.Count + 1), field);
                break;
            case 3:
                field.Number = random.Next(8) == 0 ? (int)(Havoc.Integer(random) & int.MaxValue) : random.Next(1, 22);
                break;
            case 4 when field.Message is not null:
                Nest(field, random);
                break;
            case 5 when Graft(message.Kind, donor, random) is ProtobufNode other:
                message.Fields.Insert(at, other);
                break;
            case 6:
                Splice(message, messages[random.Next(messages.Length)], random);
                break;
            default:
                ChangeContent(field, random);
                break;
        }
    }

    private static void ChangeContent(ProtobufNode field, Random random)
    {
        if (field.Wire == ProtobufNode.VarintWire)
        {
            field.Value = random.Next(4) == 0 ? field.Value + 1 : (ulong)Havoc.Integer(random);
        }
        else if (field.Message is null)
        {
            byte[] changed = Havoc.Mutate(field.Bytes, field.Bytes, random);
            bool fits = field.Wire == ProtobufNode.LengthWire || changed.Length == field.Bytes.Length;
            field.Bytes = fits ? changed : field.Bytes;
        }
        else
        {
            // Bytes in place of a message: they contain no fields any more.
            field.Bytes = Havoc.Mutate(field.Message.ToArray(), [], random);
            field.Message = null;
        }
    }

    /// <summary>The message within itself, once or very often.</summary>
    private static void Nest(ProtobufNode field, Random random)
    {
        int depth = random.Next(4) == 0 ? 1 << random.Next(3, 9) : 1;
        for (byte[] content = field.Message!.ToArray(); depth > 0; depth--)
        {
            using MemoryStream nested = new();
            new ProtobufNode(field.Number, ProtobufNode.LengthWire) { Bytes = content }.Write(nested);
            content = nested.ToArray();
            (field.Bytes, field.Message) = (content, null);
        }
    }

    /// <summary>A field of a message of the same kind in another file.</summary>
    private static ProtobufNode? Graft(OnnxMessage kind, byte[] donor, Random random)
    {
        ProtobufNode[] fields =
        [
            .. ProtobufTree.Read(donor, OnnxMessage.Model)?.All()
                .Where(message => message.Kind == kind).SelectMany(message => message.Fields) ?? [],
        ];
        return fields.Length == 0 ? null : fields[random.Next(fields.Length)].Copy();
    }

    private static void Splice(ProtobufTree into, ProtobufTree from, Random random)
    {
        if (from.Kind == into.Kind && from.Fields.Count > 0)
        {
            into.Fields.Add(from.Fields[random.Next(from.Fields.Count)].Copy());
        }
    }
}
