namespace MiniConvViz.Fuzz.Mutators;

/// <summary>Changes a stored tensor: its extents, with as many bytes as they need, or its values.</summary>
internal static class OnnxTensorMutation
{
    private const int Float = 1;
    private const int Int64 = 7;
    private const int LargestCount = 4096;

    private static readonly float[] Telling =
    [
        0, 1, -1, 0.5f, 2, -0.0f, 1e-20f, 1e20f, float.Epsilon, float.NaN, float.PositiveInfinity,
        float.NegativeInfinity,
    ];

    /// <summary>One change.</summary>
    public static void Apply(ProtobufTree tensor, Random random)
    {
        long[] dims = [.. tensor.Fields.Where(field => field.Number == OnnxSchema.TensorDims).SelectMany(DimsOf)];
        switch (random.Next(4))
        {
            case 0 when tensor.Find(OnnxSchema.TensorDims) is ProtobufNode extents:
                PackedIntegers.Change(extents, random, () => Extent(random));
                break;
            case 1 or 2:
                Reshape(tensor, dims, random);
                break;
            default:
                tensor.Fields.ForEach(field => ChangeValue(field, random));
                break;
        }
    }

    private static IEnumerable<long> DimsOf(ProtobufNode field) =>
        field.Wire == ProtobufNode.VarintWire ? [(long)field.Value] : PackedIntegers.Read(field);

    private static long Extent(Random random) => random.Next(4) == 0 ? Havoc.Integer(random) : random.Next(9);

    /// <summary>Other extents, and new values for them.</summary>
    private static void Reshape(ProtobufTree tensor, long[] dims, Random random)
    {
        if (dims.Length == 0 || tensor.Find(OnnxSchema.TensorDataType)?.Value != Float)
        {
            return;
        }

        dims[random.Next(dims.Length)] = random.Next(1, 20);
        long count = dims.Aggregate(1L, (product, extent) => product * Math.Clamp(extent, 0, LargestCount));
        if (count > LargestCount)
        {
            return;
        }

        tensor.Fields.RemoveAll(field => field.Number is OnnxSchema.TensorDims or OnnxSchema.TensorRawData);
        tensor.Fields.Add(PackedIntegers.Field(OnnxSchema.TensorDims, dims));
        float[] values = [.. Enumerable.Range(0, (int)count).Select(i => ((i * 5 % 11) - 4) / 4f)];
        tensor.Fields.Add(new ProtobufNode(OnnxSchema.TensorRawData, ProtobufNode.LengthWire)
        {
            Bytes = System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(values).ToArray(),
        });
    }

    private static void ChangeValue(ProtobufNode field, Random random)
    {
        if (field.Number == Int64)
        {
            PackedIntegers.Change(field, random, () => Extent(random));
        }
        else if (field.Number == OnnxSchema.TensorRawData && field.Bytes.Length >= sizeof(float))
        {
            byte[] changed = [.. field.Bytes];
            int at = random.Next(changed.Length / sizeof(float)) * sizeof(float);
            BitConverter.TryWriteBytes(changed.AsSpan(at), Telling[random.Next(Telling.Length)]);
            field.Bytes = changed;
        }
    }
}
