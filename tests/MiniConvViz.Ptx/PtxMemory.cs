using System.Runtime.InteropServices;

namespace MiniConvViz.Ptx;

/// <summary>
/// A range of memory that threads share, with a record of which thread accessed which word since the last barrier.
/// Faults for which real hardware only sometimes gives wrong values are always errors here: an access out of bounds;
/// an unaligned access of sixteen bytes; a race, where a thread reads a word that another writes, or both write it,
/// without a barrier between; and a read of memory that was never written.
/// </summary>
/// <param name="name">Its name in error messages.</param>
/// <param name="start">Its address for kernels.</param>
/// <param name="data">Its address on the host; may equal <paramref name="start"/>.</param>
/// <param name="bytes">Its size.</param>
/// <param name="startsUnwritten">Whether reading a word that was never written is an error.</param>
internal sealed unsafe class PtxMemory(string name, byte* start, byte* data, long bytes, bool startsUnwritten)
    : IDisposable
{
    private const int None = -1, Several = -2;

    /// <summary>An epoch before the first: written by the host.</summary>
    private const int ByHost = -1;

    private readonly long _words = (bytes + 3) / 4;

    // Outside the garbage collector's heap: zeroed pages are allocated only when they are first accessed.
    private Word* _used = (Word*)NativeMemory.AllocZeroed((nuint)((bytes + 3) / 4), (nuint)sizeof(Word));
    private int _epoch = 1;

    ~PtxMemory() => Free();

    /// <summary>Its address for kernels.</summary>
    public byte* Start => start;

    /// <summary>Whether an address lies in it.</summary>
    public bool Contains(byte* address) => address >= start && address < start + bytes;

    /// <summary>The host's address of a byte.</summary>
    public byte* DataAt(byte* address) => data + (address - start);

    /// <summary>
    /// A barrier of all threads, or the end of a launch: values written before may be read by all threads.
    /// </summary>
    public void Synchronize() => _epoch++;

    /// <summary>Discards the record of all accesses.</summary>
    public void Forget()
    {
        NativeMemory.Clear(_used, (nuint)(_words * sizeof(Word)));
        _epoch = 1;
    }

    /// <summary>Records that the host wrote these bytes before the next launch.</summary>
    public void WrittenByHost(byte* address, long count)
    {
        long first = (address - start) / 4, end = (address - start + count + 3) / 4;
        for (long i = first; i < end; i++)
        {
            _used[i].WriteEpoch = ByHost;
        }
    }

    /// <summary>A thread reads.</summary>
    /// <exception cref="PtxException">The access is invalid.</exception>
    public void Read(byte* address, int count, int thread)
    {
        for (long i = First(address, count), end = i + ((count + 3) / 4); i < end; i++)
        {
            ref Word word = ref _used[i];
            if (word.WriteEpoch == 0 && startsUnwritten)
            {
                throw new PtxException($"thread {thread} reads {name}[{i}], which was never written");
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

    /// <summary>A thread writes.</summary>
    /// <param name="address">The first byte.</param>
    /// <param name="count">How many bytes.</param>
    /// <param name="thread">The thread.</param>
    /// <param name="isRepetition">
    /// Whether the memory already contains the same bytes: then it is no race, whichever thread wrote them.
    /// </param>
    /// <exception cref="PtxException">The access is invalid.</exception>
    public void Write(byte* address, int count, int thread, bool isRepetition)
    {
        for (long i = First(address, count), end = i + ((count + 3) / 4); i < end; i++)
        {
            ref Word word = ref _used[i];
            int other = word.WriteEpoch == _epoch && word.Writer != thread ? word.Writer
                : word.ReadEpoch == _epoch && word.Reader != thread ? word.Reader
                : None;
            if (other != None && !isRepetition)
            {
                throw new PtxException($"thread {thread} writes {name}[{i}] while "
                    + $"{(other == Several ? "others use" : $"thread {other} uses")} it: no barrier between");
            }

            (word.Writer, word.WriteEpoch) = (thread, _epoch);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        NativeMemory.Free(_used);
        _used = null;
    }

    private long First(byte* address, int count)
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

        return offset / 4;
    }

    private struct Word
    {
        public int Writer, WriteEpoch, Reader, ReadEpoch;
    }
}
