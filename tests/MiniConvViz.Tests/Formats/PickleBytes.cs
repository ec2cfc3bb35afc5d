using System.Buffers.Binary;
using System.Text;

namespace MiniConvViz.Tests.Formats;

/// <summary>Writes pickles by hand, valid and invalid ones.</summary>
internal sealed class PickleBytes
{
    private readonly List<byte> _bytes = [];

    /// <summary>A pickle of protocol 2, to which opcodes are added.</summary>
    public static PickleBytes Protocol2() => new PickleBytes().Raw(0x80, 2);

    public byte[] ToArray() => [.. _bytes];

    public PickleBytes Raw(params ReadOnlySpan<byte> bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    /// <summary>Opcodes that are printable characters.</summary>
    public PickleBytes Op(string opcodes) => Raw(Encoding.Latin1.GetBytes(opcodes));

    /// <summary>BINUNICODE.</summary>
    public PickleBytes Text(string text)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, Encoding.UTF8.GetByteCount(text));
        return Op("X").Raw(length).Raw(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>SHORT_BINUNICODE.</summary>
    public PickleBytes ShortText(string text) =>
        Raw(0x8C, (byte)Encoding.UTF8.GetByteCount(text)).Raw(Encoding.UTF8.GetBytes(text));

    /// <summary>LONG1 of 8 bytes.</summary>
    public PickleBytes Integer(long value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return Raw(0x8A, 8).Raw(bytes);
    }

    public PickleBytes Global(string module, string name) => Op($"c{module}\n{name}\n");

    public PickleBytes Tuple(params ReadOnlySpan<long> values)
    {
        Op("(");
        foreach (long value in values)
        {
            Integer(value);
        }

        return Op("t");
    }

    /// <summary>A persistent id of the zip format and BINPERSID.</summary>
    public PickleBytes Storage(string key, long count, string type = "FloatStorage", string module = "torch") =>
        Op("(").Text("storage").Global(module, type).Text(key).Text("cpu").Integer(count).Op("tQ");

    /// <summary>A persistent id of the legacy format and BINPERSID.</summary>
    public PickleBytes LegacyStorage(string key, long count) =>
        Op("(").Text("storage").Global("torch", "FloatStorage").Text(key).Text("cpu").Integer(count).Op("NtQ");

    /// <summary><c>_rebuild_tensor_v2</c> over storage '0' of <paramref name="count"/> float32 elements.</summary>
    public PickleBytes Tensor(long count, long offset, long[] size, long[] stride) =>
        Global("torch._utils", "_rebuild_tensor_v2").Op("(").Storage("0", count)
            .Integer(offset).Tuple(size).Tuple(stride).Raw(0x89).Global("collections", "OrderedDict").Op(")RtR");

    /// <summary>A whole pickle: <c>{'weight': tensor}</c>.</summary>
    public static byte[] OneWeight(long count, long offset, long[] size, long[] stride) =>
        Protocol2().Op("}").Text("weight").Tensor(count, offset, size, stride).Op("s.").ToArray();
}
