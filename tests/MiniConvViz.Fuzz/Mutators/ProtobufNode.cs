namespace MiniConvViz.Fuzz.Mutators;

/// <summary>One field of a <see cref="ProtobufTree"/>: a number, bytes, or a message.</summary>
internal sealed class ProtobufNode(int number, int wire)
{
    public const int VarintWire = 0;
    public const int Fixed64Wire = 1;
    public const int LengthWire = 2;
    public const int Fixed32Wire = 5;

    public int Number { get; set; } = number;

    public int Wire { get; set; } = wire;

    public ulong Value { get; set; }

    public byte[] Bytes { get; set; } = [];

    public ProtobufTree? Message { get; set; }

    /// <summary>The bytes as text, and back.</summary>
    public string Text
    {
        get => System.Text.Encoding.UTF8.GetString(Bytes);
        set => Bytes = System.Text.Encoding.UTF8.GetBytes(value);
    }

    public static ProtobufNode Integer(int number, long value) => new(number, VarintWire) { Value = (ulong)value };

    public static ProtobufNode Named(int number, string text) => new(number, LengthWire) { Text = text };

    public static ProtobufNode Of(int number, ProtobufTree message) => new(number, LengthWire) { Message = message };

    public void Write(Stream stream)
    {
        Varint.Write(stream, ((ulong)(uint)Number << 3) | (uint)Wire);
        if (Wire == VarintWire)
        {
            Varint.Write(stream, Value);
            return;
        }

        byte[] content = Message?.ToArray() ?? Bytes;
        if (Wire == LengthWire)
        {
            Varint.Write(stream, (ulong)content.Length);
        }

        stream.Write(content);
    }

    /// <summary>A copy with everything in it.</summary>
    public ProtobufNode Copy()
    {
        ProtobufNode copy = new(Number, Wire) { Value = Value, Bytes = Bytes };
        if (Message is not null)
        {
            copy.Message = new ProtobufTree(Message.Kind);
            copy.Message.Fields.AddRange(Message.Fields.Select(field => field.Copy()));
        }

        return copy;
    }
}
