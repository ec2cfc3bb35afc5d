namespace MiniConvViz.Formats.Onnx;

/// <summary>One field of a protobuf message in a file.</summary>
/// <param name="Number">The number of the field in the message.</param>
/// <param name="Start">Where it begins in the file, its tag included.</param>
/// <param name="ContentStart">Where its content begins; for a varint, the varint itself.</param>
/// <param name="End">The byte after it.</param>
/// <param name="IsLengthDelimited">Whether the content is a message, text or bytes.</param>
internal readonly record struct ProtobufField(
    int Number, long Start, long ContentStart, long End, bool IsLengthDelimited)
{
    public long ContentLength => End - ContentStart;
}
