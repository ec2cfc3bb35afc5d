namespace MiniConvViz.Fuzz.Mutators;

/// <summary>Changes attributes of operators, to small values and to extreme ones.</summary>
internal static class OnnxAttributeMutation
{
    // AttributeProto.AttributeType
    private const int FloatType = 1;
    private const int IntegerType = 2;
    private const int TextType = 3;
    private const int IntegersType = 7;

    private static readonly float[] Telling =
    [
        0, 1, -1, 0.5f, 1e-5f, 1e30f, float.NaN, float.PositiveInfinity, float.Epsilon, -0.25f, 3, 1e-30f,
    ];

    /// <summary>The value of one attribute becomes another.</summary>
    public static void Apply(ProtobufTree[] nodes, Random random)
    {
        ProtobufTree[] attributes =
            [.. nodes.SelectMany(node => node.All()).Where(message => message.Kind == OnnxMessage.Attribute)];
        if (attributes.Length == 0)
        {
            return;
        }

        ProtobufTree attribute = attributes[random.Next(attributes.Length)];
        foreach (ProtobufNode field in attribute.Fields)
        {
            switch (field.Number)
            {
                case OnnxSchema.AttributeInteger:
                    field.Value = (ulong)Extent(random);
                    break;
                case OnnxSchema.AttributeIntegers:
                    PackedIntegers.Change(field, random, () => Extent(random));
                    break;
                case OnnxSchema.AttributeFloat when field.Bytes.Length == sizeof(float):
                    field.Bytes = Float(random);
                    break;
                case OnnxSchema.AttributeText:
                    field.Text = Any(AnyText(random).Values, random);
                    break;
            }
        }
    }

    /// <summary>A new attribute of any name.</summary>
    public static ProtobufTree New(Random random)
    {
        (string name, ProtobufNode value, int type) = random.Next(5) switch
        {
            0 or 1 => (Any(OnnxWords.Lists, random), Integers(random), IntegersType),
            2 => (Any(OnnxWords.OneFloat, random), Number(random), FloatType),
            3 when AnyText(random) is var (text, values) =>
                (text, ProtobufNode.Named(OnnxSchema.AttributeText, Any(values, random)), TextType),
            _ => (Any(OnnxWords.OneInteger, random), Integer(random), IntegerType),
        };
        ProtobufTree attribute = new(OnnxMessage.Attribute);
        attribute.Fields.Add(ProtobufNode.Named(OnnxSchema.AttributeName, name));
        attribute.Fields.Add(value);
        attribute.Fields.Add(ProtobufNode.Integer(OnnxSchema.AttributeType, type));
        return attribute;
    }

    private static ProtobufNode Integers(Random random) => PackedIntegers.Field(
        OnnxSchema.AttributeIntegers, [.. Enumerable.Range(0, random.Next(1, 7)).Select(_ => Extent(random))]);

    private static ProtobufNode Integer(Random random) =>
        ProtobufNode.Integer(OnnxSchema.AttributeInteger, Extent(random));

    private static ProtobufNode Number(Random random) =>
        new(OnnxSchema.AttributeFloat, ProtobufNode.Fixed32Wire) { Bytes = Float(random) };

    private static string Any(string[] all, Random random) => all[random.Next(all.Length)];

    private static (string Name, string[] Values) AnyText(Random random) =>
        OnnxWords.Texts[random.Next(OnnxWords.Texts.Length)];

    /// <summary>Mostly small, so that valid graphs run.</summary>
    private static long Extent(Random random) =>
        random.Next(4) == 0 ? Havoc.Integer(random) : random.Next(-1, 6);

    private static byte[] Float(Random random) => BitConverter.GetBytes(Telling[random.Next(Telling.Length)]);
}
