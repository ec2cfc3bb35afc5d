namespace MiniConvViz.Imaging;

/// <summary>The bytes of an image from a stream, which must not exceed the largest file that is read.</summary>
/// <param name="name">The image's name in messages.</param>
internal sealed class UploadedBytes(string name) : MemoryStream
{
    /// <summary>All bytes so far.</summary>
    /// <exception cref="UnreadableInputException">There are none.</exception>
    public ArraySegment<byte> Content
    {
        get
        {
            ImageBounds.CheckLength(name, Length);
            return new ArraySegment<byte>(GetBuffer(), 0, (int)Length);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="UnreadableInputException">There are too many bytes.</exception>
    public override void Write(byte[] buffer, int offset, int count)
    {
        if (count > 0)
        {
            ImageBounds.CheckLength(name, Length + count);
        }

        base.Write(buffer, offset, count);
    }
}
