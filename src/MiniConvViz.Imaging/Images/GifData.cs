namespace MiniConvViz.Imaging;

/// <summary>
/// The compressed pixels of a GIF file's first frame: LZW codes of 2 to 12 bits, each of which stands for a run of
/// pixels.
/// </summary>
/// <remarks>
/// After the frame's header and palette: the bits of a pixel (1 byte), then sub-blocks, each with its length in front
/// and the last of length 0. Source: https://www.w3.org/Graphics/GIF/spec-gif89a.txt, appendix F.
/// </remarks>
internal static class GifData
{
    private const int LongestCode = 12;

    /// <summary>
    /// Whether the frame has as many pixels as its header claims. Runs are counted and never kept: a code's run is one
    /// pixel longer than that of the code before it.
    /// </summary>
    /// <param name="file">The file.</param>
    /// <param name="frame">Its first frame.</param>
    public static bool IsWhole(ReadOnlySpan<byte> file, GifFrame frame)
    {
        long expected = (long)frame.Width * frame.Height;
        if (frame.Data >= file.Length || file[frame.Data] is < 1 or > 8)
        {
            return false;
        }

        int clear = 1 << file[frame.Data];
        GifBits bits = new(file, frame.Data + 1);
        Span<int> runs = stackalloc int[1 << LongestCode];
        runs[..clear].Fill(1);
        (int next, int width, int last) = (clear + 2, file[frame.Data] + 1, -1);
        while (expected > 0 && bits.TryRead(width, out int code))
        {
            if (code == clear)
            {
                (next, width, last) = (clear + 2, file[frame.Data] + 1, -1);
                continue;
            }

            if (code == clear + 1 || code > next || (code == next && last < 0))
            {
                return false;
            }

            if (last >= 0 && next < runs.Length)
            {
                runs[next++] = runs[last] + 1;
                width += next == 1 << width && width < LongestCode ? 1 : 0;
            }

            expected -= runs[code];
            last = code;
        }

        return expected <= 0;
    }

    /// <summary>The codes' bits, lowest first, across the sub-blocks.</summary>
    private ref struct GifBits(ReadOnlySpan<byte> file, int start)
    {
        private readonly ReadOnlySpan<byte> _file = file;
        private int _at = start;
        private int _leftInBlock;
        private int _bits;
        private int _count;

        public bool TryRead(int width, out int code)
        {
            while (_count < width)
            {
                if (_leftInBlock == 0)
                {
                    _leftInBlock = _at < _file.Length ? _file[_at++] : 0;
                    if (_leftInBlock == 0)
                    {
                        code = 0;
                        return false;
                    }
                }

                if (_at >= _file.Length)
                {
                    code = 0;
                    return false;
                }

                _bits |= _file[_at++] << _count;
                (_count, _leftInBlock) = (_count + 8, _leftInBlock - 1);
            }

            code = _bits & ((1 << width) - 1);
            (_bits, _count) = (_bits >> width, _count - width);
            return true;
        }
    }
}
