namespace MiniConvViz.Fuzz.Mutators;

/// <summary>A list of integers in one field of bytes.</summary>
internal static class PackedIntegers
{
    public static ProtobufNode Field(int number, IEnumerable<long> values)
    {
        using MemoryStream stream = new();
        foreach (long value in values)
        {
            Varint.Write(stream, (ulong)value);
        }

        return new ProtobufNode(number, ProtobufNode.LengthWire) { Bytes = stream.ToArray() };
    }

    /// <summary>The values, as far as they can be decoded.</summary>
    public static List<long> Read(ProtobufNode field)
    {
        List<long> values = [];
        ReadOnlySpan<byte> bytes = field.Bytes;
        while (bytes.Length > 0 && Varint.TryRead(ref bytes, out ulong value))
        {
            values.Add((long)value);
        }

        return values;
    }

    /// <summary>One value becomes another, or the list one longer or shorter; unpacked fields hold one value.</summary>
    public static void Change(ProtobufNode field, Random random, Func<long> other)
    {
        if (field.Wire == ProtobufNode.VarintWire)
        {
            field.Value = (ulong)other();
            return;
        }

        List<long> values = Read(field);
        int at = random.Next(values.Count + 1);
        bool isThere = at < values.Count;
        switch (random.Next(6))
        {
            case 0 when isThere:
                values.RemoveAt(at);
                break;
            case 1:
                values.Insert(at, other());
                break;
            case 2 when isThere:
                (values[0], values[at]) = (values[at], values[0]);
                break;
            default:
                if (isThere)
                {
                    values[at] = other();
                }

                break;
        }

        field.Bytes = Field(field.Number, values).Bytes;
    }
}
