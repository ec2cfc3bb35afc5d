using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MiniConvViz.Imaging;

/// <summary>
/// Pillow's antialiased bilinear resize of 8-bit images, bit for bit: a triangle filter as wide as one output pixel,
/// coefficients rounded to 22 fractional bits, first along rows into bytes, then along columns.
/// </summary>
/// <remarks>Follows <c>src/libImaging/Resample.c</c> of Pillow; checked against Pillow's own output.</remarks>
internal static class PillowResize
{
    private const int PrecisionBits = 22;
    private const int Half = 1 << (PrecisionBits - 1);

    /// <summary>
    /// Resizes interleaved bytes [height, width, channels], with 3 or 1 channels, to [newHeight, newWidth, channels];
    /// returns the same array where the size does not change.
    /// </summary>
    public static byte[] Run(byte[] pixels, int width, int height, int channels, int newWidth, int newHeight)
    {
        // Pillow reverses the order for very tall images, where it would resize many rows that are then averaged away.
        bool columnsFirst = height > 100L * width && newHeight < height;
        if (columnsFirst)
        {
            pixels = AlongColumns(pixels, width * channels, height, newHeight);
            return AlongRows(pixels, width, newHeight, channels, newWidth);
        }

        pixels = AlongRows(pixels, width, height, channels, newWidth);
        return AlongColumns(pixels, newWidth * channels, height, newHeight);
    }

    private static byte[] AlongRows(byte[] pixels, int width, int height, int channels, int newWidth)
    {
        if (newWidth == width)
        {
            return pixels;
        }

        Coefficients filter = new(width, newWidth);
        byte[] result = new byte[checked(newWidth * height * channels)];
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<byte> row = pixels.AsSpan(y * width * channels, width * channels);
            Span<byte> to = result.AsSpan(y * newWidth * channels, newWidth * channels);
            if (channels == 3)
            {
                RowOfRgb(filter, row, to);
            }
            else
            {
                RowOfGray(filter, row, to);
            }
        }

        return result;
    }

    /// <summary>
    /// One pixel per step: lanes 0 to 2 are red, green and blue, lane 3 is the next pixel's red and is discarded. The
    /// last pixel of a row has no next one and is loaded byte by byte.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RowOfRgb(Coefficients filter, ReadOnlySpan<byte> row, Span<byte> to)
    {
        for (int x = 0; x < filter.First.Length; x++)
        {
            Vector128<int> sum = Vector128.Create(Half);
            int from = 3 * filter.First[x];
            foreach (int weight in filter.Of(x))
            {
                Vector128<int> pixel = from + 4 <= row.Length
                    ? FourBytes(row.Slice(from, 4))
                    : Vector128.Create(row[from], row[from + 1], row[from + 2], 0);
                sum += pixel * weight;
                from += 3;
            }

            to[3 * x] = Rounded(sum[0]);
            to[(3 * x) + 1] = Rounded(sum[1]);
            to[(3 * x) + 2] = Rounded(sum[2]);
        }
    }

    private static Vector128<int> FourBytes(ReadOnlySpan<byte> bytes)
    {
        Vector128<byte> packed = Vector128.CreateScalarUnsafe(MemoryMarshal.Read<uint>(bytes)).AsByte();
        return Vector128.WidenLower(Vector128.WidenLower(packed)).AsInt32();
    }

    private static void RowOfGray(Coefficients filter, ReadOnlySpan<byte> row, Span<byte> to)
    {
        for (int x = 0; x < to.Length; x++)
        {
            int sum = Half;
            ReadOnlySpan<int> weights = filter.Of(x);
            ReadOnlySpan<byte> from = row.Slice(filter.First[x], weights.Length);
            for (int k = 0; k < weights.Length; k++)
            {
                sum += from[k] * weights[k];
            }

            to[x] = Rounded(sum);
        }
    }

    private static byte[] AlongColumns(byte[] pixels, int rowBytes, int height, int newHeight)
    {
        if (newHeight == height)
        {
            return pixels;
        }

        Coefficients filter = new(height, newHeight);
        byte[] result = new byte[checked(rowBytes * newHeight)];
        int[] sums = new int[rowBytes];
        for (int y = 0; y < newHeight; y++)
        {
            sums.AsSpan().Fill(Half);
            ReadOnlySpan<int> weights = filter.Of(y);
            for (int k = 0; k < weights.Length; k++)
            {
                AddRow(pixels.AsSpan((filter.First[y] + k) * rowBytes, rowBytes), weights[k], sums);
            }

            Span<byte> to = result.AsSpan(y * rowBytes, rowBytes);
            for (int i = 0; i < to.Length; i++)
            {
                to[i] = Rounded(sums[i]);
            }
        }

        return result;
    }

    /// <summary>
    /// <c>sums[i] += row[i] * weight</c>: bytes widen to ushort, then to int lanes; the tail is scalar.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddRow(ReadOnlySpan<byte> row, int weight, Span<int> sums)
    {
        ReadOnlySpan<Vector<byte>> bytes = MemoryMarshal.Cast<byte, Vector<byte>>(row);
        Span<Vector<int>> vectors = MemoryMarshal.Cast<int, Vector<int>>(sums);
        for (int v = 0; v < bytes.Length; v++)
        {
            Vector.Widen(bytes[v], out Vector<ushort> low, out Vector<ushort> high);
            Span<Vector<int>> four = vectors.Slice(4 * v, 4);
            AddLanes(low, weight, ref four[0], ref four[1]);
            AddLanes(high, weight, ref four[2], ref four[3]);
        }

        for (int i = bytes.Length * Vector<byte>.Count; i < row.Length; i++)
        {
            sums[i] += row[i] * weight;
        }
    }

    private static void AddLanes(Vector<ushort> bytes, int weight, ref Vector<int> first, ref Vector<int> second)
    {
        Vector.Widen(bytes, out Vector<uint> low, out Vector<uint> high);
        first += Vector.AsVectorInt32(low) * weight;
        second += Vector.AsVectorInt32(high) * weight;
    }

    private static byte Rounded(int sum) => (byte)Math.Clamp(sum >> PrecisionBits, 0, 255);

    /// <summary>
    /// For each output position: the first input position of its filter, and the filter's integer weights.
    /// </summary>
    private sealed class Coefficients
    {
        private readonly int[] _weights;
        private readonly int[] _counts;
        private readonly int _stride;

        public Coefficients(int size, int newSize)
        {
            double scale = (double)(float)size / newSize;
            double support = Math.Max(scale, 1.0);
            double inverse = 1.0 / support;
            _stride = ((int)Math.Ceiling(support) * 2) + 1;
            _weights = new int[checked(_stride * newSize)];
            _counts = new int[newSize];
            First = new int[newSize];
            double[] triangle = new double[_stride];
            for (int i = 0; i < newSize; i++)
            {
                double center = (i + 0.5) * scale;
                int first = Math.Max(0, (int)(center - support + 0.5));
                int count = Math.Min(size, (int)(center + support + 0.5)) - first;
                double total = 0;
                for (int k = 0; k < count; k++)
                {
                    triangle[k] = Math.Max(0, 1 - Math.Abs((k + first - center + 0.5) * inverse));
                    total += triangle[k];
                }

                for (int k = 0; k < count; k++)
                {
                    double weight = total != 0 ? triangle[k] / total : triangle[k];
                    _weights[(i * _stride) + k] = (int)((weight * (1 << PrecisionBits)) + 0.5);
                }

                First[i] = first;
                _counts[i] = count;
            }
        }

        public int[] First { get; }

        public ReadOnlySpan<int> Of(int i) => _weights.AsSpan(i * _stride, _counts[i]);
    }
}
