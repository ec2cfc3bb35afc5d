using System.Numerics;
using System.Runtime.InteropServices;
using MiniConvViz.Tensors;

namespace MiniConvViz.Formats;

/// <summary>
/// A tensor whose values are still in its file: their bytes, type and strides. Every size is checked on construction.
/// </summary>
/// <param name="File">The file to open again for reading.</param>
/// <param name="Bytes">The storage; tensors that share weights share this object.</param>
/// <param name="DType">The type of one element.</param>
/// <param name="Offset">The first element, counted in elements from the start of the storage.</param>
/// <param name="Shape">The extents, outermost first.</param>
/// <param name="Strides">Elements between neighbours along each axis; null when row-major.</param>
internal sealed record StoredTensor(
    FileStamp File, StoredBytes Bytes, DType DType, long Offset, Shape Shape, IReadOnlyList<long>? Strides)
    : ITensorSource
{
    /// <summary>
    /// Elements from the first to the last that the tensor uses: its count when row-major, otherwise
    /// <c>1 + sum((size - 1) * stride)</c>.
    /// </summary>
    public long Span
    {
        get
        {
            if (Strides is null || Shape.Count == 0)
            {
                return Shape.Count;
            }

            long span = 1;
            for (int axis = 0; axis < Shape.Rank; axis++)
            {
                span += (Shape[axis] - 1) * Strides[axis];
            }

            return span;
        }
    }

    /// <summary>
    /// Elements that are read or produced to get its values; a deflated storage is inflated from its start.
    /// </summary>
    public long ReadingCost => Math.Max(Shape.Count, Bytes.IsDeflated ? Offset + Span : Span);

    /// <summary>All values in row-major order.</summary>
    /// <exception cref="UnreadableInputException"> The file was deleted, replaced or cut short, or its bytes are
    /// damaged.
    /// </exception>
    public T[] Read<T>()
        where T : unmanaged, INumberBase<T>
    {
        using CheckpointFile file = File.Reopen();
        if (Strides is null || Shape.Count == 0)
        {
            return ReadRun<T>(file, Shape.Count);
        }

        T[] output = new T[Shape.Count];
        Gather(ReadRun<T>(file, (int)Span), output);
        return output;
    }

    private T[] ReadRun<T>(CheckpointFile file, int count)
        where T : unmanaged, INumberBase<T>
    {
        T[] run = GC.AllocateUninitializedArray<T>(count);
        if (count == 0)
        {
            return run;
        }

        if (Offset > 0 || (long)count * DType.ItemSize() < Bytes.Length)
        {
            StoredBytesReader.CheckOnce(file, Bytes);
        }

        using StoredBytesReader reader = new(file, Bytes, Offset * DType.ItemSize());
        if (ElementConversion.IsIdentity<T>(DType))
        {
            ReadDirectly<T>(reader, run);
        }
        else
        {
            ReadConverting<T>(reader, run);
        }

        return run;
    }

    /// <summary>Reads from the file directly into the array.</summary>
    private void ReadDirectly<T>(StoredBytesReader reader, Span<T> run)
        where T : unmanaged
    {
        int chunk = StoredBytesReader.Chunk / DType.ItemSize();
        for (int start = 0; start < run.Length; start += chunk)
        {
            Span<T> part = run.Slice(start, Math.Min(chunk, run.Length - start));
            reader.ReadExactly(MemoryMarshal.AsBytes(part));
        }
    }

    private void ReadConverting<T>(StoredBytesReader reader, Span<T> run)
        where T : unmanaged, INumberBase<T>
    {
        int chunk = Math.Min(StoredBytesReader.Chunk / DType.ItemSize(), run.Length);
        byte[] bytes = new byte[chunk * DType.ItemSize()];
        for (int start = 0; start < run.Length; start += chunk)
        {
            Span<T> part = run.Slice(start, Math.Min(chunk, run.Length - start));
            Span<byte> partBytes = bytes.AsSpan(0, part.Length * DType.ItemSize());
            reader.ReadExactly(partBytes);
            ElementConversion.Convert(DType, partBytes, part);
        }
    }

    /// <summary>
    /// <c>output[i, j, ...] = run[i * stride[0] + j * stride[1] + ...]</c>, without recursion, by a counter per axis.
    /// </summary>
    private void Gather<T>(ReadOnlySpan<T> run, Span<T> output)
    {
        int[] index = new int[Shape.Rank];
        long position = 0;
        for (int i = 0; i < output.Length; i++)
        {
            output[i] = run[(int)position];
            for (int axis = Shape.Rank - 1; axis >= 0; axis--)
            {
                position += Strides![axis];
                if (++index[axis] < Shape[axis])
                {
                    break;
                }

                position -= Shape[axis] * Strides[axis];
                index[axis] = 0;
            }
        }
    }
}
