namespace MiniConvViz.Kernels.Tests.Ptx;

/// <summary>
/// A piece of memory that threads share, and who has used which word of it since they last waited for each other. What
/// real hardware answers with numbers that are wrong now and then is an error here, always:
/// reading or writing outside; sixteen bytes at once from a place that is no multiple of sixteen; reading what another
/// thread writes, or writing what another reads or writes, with nothing between that orders the two; and reading shared
/// memory that nobody has written.
/// </summary>
internal sealed unsafe class PtxMemory(string name, byte* start, long bytes, bool startsUnwritten)
{
    private const int Nobody = -1, Several = -2;

    private readonly Word[] _words = new Word[(bytes + 3) / 4];
    private int _epoch = 1;

    /// <summary>Where it begins.</summary>
    public byte* Start => start;

    /// <summary>Whether an address lies in it.</summary>
    public bool Contains(byte* address) => address >= start && address < start + bytes;

    /// <summary>All threads have waited for each other: what was written before may be read by all.</summary>
    public void Synchronize() => _epoch++;

    /// <summary>Nothing in it is known any more.</summary>
    public void Forget()
    {
        Array.Clear(_words);
        _epoch = 1;
    }

    public void Read(byte* address, int count, int thread)
    {
        for (int i = First(address, count), end = i + ((count + 3) / 4); i < end; i++)
        {
            ref Word word = ref _words[i];
            if (word.WriteEpoch == 0 && startsUnwritten)
            {
                throw new PtxException($"thread {thread} reads {name}[{i}], which nobody has written");
            }

            if (word.WriteEpoch == _epoch && word.Writer != thread)
            {
                throw new PtxException(
                    $"thread {thread} reads {name}[{i}] while thread {word.Writer} writes it: no barrier between");
            }

            word.Reader = word.ReadEpoch != _epoch || word.Reader == thread ? thread : Several;
            word.ReadEpoch = _epoch;
        }
    }

    /// <param name="address">The first byte.</param>
    /// <param name="count">How many, at once.</param>
    /// <param name="thread">Who writes.</param>
    /// <param name="isRepetition">The same bytes are there already: no harm is done, whoever wrote them.</param>
    public void Write(byte* address, int count, int thread, bool isRepetition)
    {
        for (int i = First(address, count), end = i + ((count + 3) / 4); i < end; i++)
        {
            ref Word word = ref _words[i];
            int other = word.WriteEpoch == _epoch && word.Writer != thread ? word.Writer
                : word.ReadEpoch == _epoch && word.Reader != thread ? word.Reader
                : Nobody;
            if (other != Nobody && !isRepetition)
            {
                throw new PtxException($"thread {thread} writes {name}[{i}] while "
                    + $"{(other == Several ? "others use" : $"thread {other} uses")} it: no barrier between");
            }

            (word.Writer, word.WriteEpoch) = (thread, _epoch);
        }
    }

    private int First(byte* address, int count)
    {
        long offset = address - start;
        if ((ulong)offset > (ulong)(bytes - count))
        {
            throw new PtxException($"{count} bytes at byte {offset} of {name}, which has {bytes}");
        }

        if (((nint)address & (count - 1)) != 0)
        {
            throw new PtxException($"{count} bytes at once at byte {offset} of {name}, no multiple of {count}");
        }

        return (int)(offset / 4);
    }

    private struct Word
    {
        public int Writer, WriteEpoch, Reader, ReadEpoch;
    }
}
