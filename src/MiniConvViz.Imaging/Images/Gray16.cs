namespace MiniConvViz.Imaging;

/// <summary>How 16-bit grey, 0 to 65535, becomes 8-bit grey.</summary>
public enum Gray16
{
    /// <summary>Values above 255 become 255, as in Pillow's <c>convert("RGB")</c>; most images turn white.</summary>
    Clip,

    /// <summary><c>value / 256</c>, rounded down: the high byte, as Pillow keeps it of 16-bit colours.</summary>
    Scale,
}
