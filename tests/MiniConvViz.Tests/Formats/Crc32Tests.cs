using MiniConvViz.Formats;

namespace MiniConvViz.Tests.Formats;

/// <summary>
/// The checksum against its definition, bit by bit, around every length at which the code changes its step.
/// </summary>
public sealed class Crc32Tests
{
    [Test]
    public void Value_CheckString_IsTheStandards()
    {
        Crc32 checksum = new();
        checksum.Append("123456789"u8);
        Assert.That(checksum.Value, Is.EqualTo(0xCBF43926));
    }

    [Test]
    public void Append_AnyLengthInAnyParts_IsTheDefinition()
    {
        byte[] bytes = new byte[300];
        new Random(3).NextBytes(bytes);
        for (int length = 0; length <= bytes.Length; length++)
        {
            uint expected = Definition(bytes.AsSpan(0, length));
            foreach (int cut in new[] { 0, length / 3, length })
            {
                Crc32 checksum = new();
                checksum.Append(bytes.AsSpan(0, cut));
                checksum.Append(bytes.AsSpan(cut, length - cut));
                Assert.That(checksum.Value, Is.EqualTo(expected), $"{length} bytes, cut at {cut}");
            }
        }
    }

    private static uint Definition(ReadOnlySpan<byte> bytes)
    {
        uint remainder = uint.MaxValue;
        foreach (byte next in bytes)
        {
            remainder ^= next;
            for (int bit = 0; bit < 8; bit++)
            {
                remainder = (remainder & 1) != 0 ? (remainder >> 1) ^ 0xEDB88320 : remainder >> 1;
            }
        }

        return ~remainder;
    }
}
