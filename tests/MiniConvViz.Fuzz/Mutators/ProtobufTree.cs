namespace MiniConvViz.Fuzz.Mutators;

/// <summary>
/// A protobuf message as a tree of fields, which can be changed and written again. The fields that are messages follow
/// from <see cref="OnnxSchema"/>, since the bytes do not distinguish them.
/// </summary>
internal sealed class ProtobufTree(OnnxMessage kind)
{
    private const int DeepestNesting = 12;

    public OnnxMessage Kind { get; } = kind;

    public List<ProtobufNode> Fields { get; } = [];

    /// <summary>Reads a message; null where the bytes are no message.</summary>
    public static ProtobufTree? Read(ReadOnlySpan<byte> bytes, OnnxMessage kind, int depth = 0)
    {
        ProtobufTree tree = new(kind);
        while (bytes.Length > 0)
        {
            if (ReadField(ref bytes, kind, depth) is not ProtobufNode field)
            {
                return null;
            }

            tree.Fields.Add(field);
        }

        return tree;
    }

    /// <summary>The message's bytes.</summary>
    public byte[] ToArray()
    {
        using MemoryStream stream = new();
        foreach (ProtobufNode field in Fields)
        {
            field.Write(stream);
        }

        return stream.ToArray();
    }

    /// <summary>This message and all inside it, each with the message that contains it.</summary>
    public IEnumerable<ProtobufTree> All() =>
        Fields.Where(field => field.Message is not null).SelectMany(field => field.Message!.All()).Prepend(this);

    /// <summary>The first field of a number.</summary>
    public ProtobufNode? Find(int number) => Fields.Find(field => field.Number == number);

    private static ProtobufNode? ReadField(ref ReadOnlySpan<byte> bytes, OnnxMessage kind, int depth)
    {
        if (!Varint.TryRead(ref bytes, out ulong tag))
        {
            return null;
        }

        ProtobufNode field = new((int)Math.Min(tag >> 3, int.MaxValue), (int)(tag & 7));
        switch (field.Wire)
        {
            case ProtobufNode.VarintWire:
                bool isWhole = Varint.TryRead(ref bytes, out ulong value);
                field.Value = value;
                return isWhole ? field : null;
            case ProtobufNode.LengthWire:
                if (!Varint.TryRead(ref bytes, out ulong length) || length > (ulong)bytes.Length)
                {
                    return null;
                }

                ReadOnlySpan<byte> content = bytes[..(int)length];
                bytes = bytes[(int)length..];
                OnnxMessage inner = OnnxSchema.MessageIn(kind, field.Number);
                bool isMessage = inner != OnnxMessage.None && depth <= DeepestNesting;
                field.Message = isMessage ? Read(content, inner, depth + 1) : null;
                field.Bytes = field.Message is null ? content.ToArray() : [];
                return field;
            case ProtobufNode.Fixed32Wire or ProtobufNode.Fixed64Wire:
                int size = field.Wire == ProtobufNode.Fixed32Wire ? sizeof(uint) : sizeof(ulong);
                if (bytes.Length < size)
                {
                    return null;
                }

                field.Bytes = bytes[..size].ToArray();
                bytes = bytes[size..];
                return field;
            default:
                return null;
        }
    }
}
