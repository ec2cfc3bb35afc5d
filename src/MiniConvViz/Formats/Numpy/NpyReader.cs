using MiniConvViz.Tensors;

namespace MiniConvViz.Formats.Numpy;

/// <summary>
/// Reads one NumPy array as float32: half, single and double precision, whole numbers and bool of either byte order,
/// row-major (C) or column-major (Fortran). Arrays of objects, which are pickles, are refused.
/// </summary>
internal static class NpyReader
{
    /// <summary>
    /// Reads an array; its shape is compared with the available bytes before memory is allocated for it.
    /// </summary>
    /// <param name="file">The .npy or .npz file.</param>
    /// <param name="bytes">The bytes of the array in the file.</param>
    /// <param name="name">The array's name in messages: its name in the archive, or empty.</param>
    /// <exception cref="UnreadableInputException">
    /// It is cut short, damaged, no array, or of a type that is not supported.
    /// </exception>
    public static Tensor Read(CheckpointFile file, StoredBytes bytes, string name = "")
    {
        try
        {
            using StoredBytesReader reader = new(file, bytes);
            (NpyHeader header, int headerLength) = NpyHeader.Read(reader, bytes.Length);
            int itemSize = header.Type.DType.ItemSize();
            if ((Int128)header.Shape.Count * itemSize != bytes.Length - headerLength)
            {
                throw new FormatException($"{header.Shape} of {header.Type.DType.Name()} takes "
                    + $"{(long)header.Shape.Count * itemSize} bytes but {bytes.Length - headerLength} follow the "
                    + "header; it is cut short or damaged, save it again");
            }

            float[] numbers = ReadNumbers(reader, header);
            return new Tensor(header.Shape, header.IsFortranOrder ? ToRowMajor(numbers, header.Shape) : numbers);
        }
        catch (FormatException e)
        {
            throw file.Error(name.Length > 0 ? $"{Quoted.Name(name)}: {e.Message}" : e.Message);
        }
    }

    /// <summary>All values in the order of the file.</summary>
    private static float[] ReadNumbers(StoredBytesReader reader, NpyHeader header)
    {
        int itemSize = header.Type.DType.ItemSize();
        float[] numbers = GC.AllocateUninitializedArray<float>(header.Shape.Count);
        int chunk = Math.Min(StoredBytesReader.Chunk / itemSize, numbers.Length);
        byte[] buffer = new byte[chunk * itemSize];
        for (int start = 0; start < numbers.Length; start += chunk)
        {
            Span<float> part = numbers.AsSpan(start, Math.Min(chunk, numbers.Length - start));
            Span<byte> partBytes = buffer.AsSpan(0, part.Length * itemSize);
            reader.ReadExactly(partBytes);
            if (header.Type.IsBigEndian)
            {
                ReverseEach(partBytes, itemSize);
            }

            ElementConversion.Convert(header.Type.DType, partBytes, part);
        }

        return numbers;
    }

    private static void ReverseEach(Span<byte> bytes, int itemSize)
    {
        for (int at = 0; at < bytes.Length; at += itemSize)
        {
            bytes.Slice(at, itemSize).Reverse();
        }
    }

    /// <summary>
    /// Copies from Fortran's order, where the first axis is the innermost: a counter per axis advances by the strides.
    /// </summary>
    private static float[] ToRowMajor(float[] numbers, Shape shape)
    {
        float[] output = new float[numbers.Length];
        int[] index = new int[shape.Rank];
        int[] strides = new int[shape.Rank];
        int stride = 1;
        for (int axis = 0; axis < shape.Rank; axis++)
        {
            (strides[axis], stride) = (stride, stride * shape[axis]);
        }

        int position = 0;
        for (int i = 0; i < output.Length; i++)
        {
            output[i] = numbers[position];
            for (int axis = shape.Rank - 1; axis >= 0; axis--)
            {
                position += strides[axis];
                if (++index[axis] < shape[axis])
                {
                    break;
                }

                position -= shape[axis] * strides[axis];
                index[axis] = 0;
            }
        }

        return output;
    }
}
