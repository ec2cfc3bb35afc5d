using System.Buffers.Binary;

namespace MiniConvViz.Fuzz.Mutators;

/// <summary>Changes the JSON header of a safetensors file; the length before it stays right.</summary>
internal static class SafeTensorsMutator
{
    private const int LengthBytes = 8;

    /// <summary>One change; null where the file has no header.</summary>
    public static byte[]? Mutate(byte[] whole, byte[] donor, Random random)
    {
        if (whole.Length < LengthBytes)
        {
            return null;
        }

        long length = BinaryPrimitives.ReadInt64LittleEndian(whole);
        if (length <= 0 || length > whole.Length - LengthBytes)
        {
            return null;
        }

        byte[] json = TextMutator.Mutate(whole.AsSpan(LengthBytes, (int)length), random);
        byte[] count = new byte[LengthBytes];
        BinaryPrimitives.WriteInt64LittleEndian(count, json.Length);
        return [.. count, .. json, .. whole.AsSpan(LengthBytes + (int)length)];
    }
}
