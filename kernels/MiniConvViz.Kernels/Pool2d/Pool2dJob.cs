using System.Numerics;
using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>
/// Pooling with any window, in three steps per output row, each with contiguous access. A window is reduced
/// vertically first and horizontally then, so that overlapping windows share work:
/// <code>
///   down     the rows under the windows    a b c d e f g    become one row, in the order of memory
///   sort     by stride (2 here)            phase 0: a c e g    phase 1: b d f
///   across   out[x], window of 3           phase 0 from 0: a c e     the first, second and third element
///                                          phase 1 from 0: b d f     of every window
///                                          phase 0 from 1: c e g
/// </code>
/// The sorted row begins and ends with padding that never changes, so no window needs a test for borders.
/// One piece is some output rows.
/// </summary>
internal readonly unsafe struct Pool2dJob<TReduction> : ICpuJob
    where TReduction : unmanaged, IPool2dReduction
{
    private readonly Pool2dGeometry _geometry;
    private readonly float* _input;
    private readonly float* _output;
    private readonly int _rowsPerPiece;
    private readonly int _phaseLength;

    public Pool2dJob(in Pool2dGeometry geometry, float* input, float* output)
    {
        _geometry = geometry;
        _input = input;
        _output = output;
        int newRows = Math.Min(geometry.KernelHeight, geometry.StrideY);
        _rowsPerPiece = CpuGrain.ItemsPerPiece((long)newRows * geometry.InWidth);
        int reach = Math.Max(
            ((geometry.OutWidth - 1) * geometry.StrideX) + (geometry.DilationX * (geometry.KernelWidth - 1)),
            geometry.PaddingX + geometry.InWidth);
        _phaseLength = (reach / geometry.StrideX) + 1;
    }

    /// <summary>
    /// Scratch memory of one piece: the row sorted by stride, the row it is sorted from, and one offset per tap.
    /// </summary>
    public int ScratchFloats =>
        checked((_geometry.StrideX * _phaseLength) + _geometry.InWidth + _geometry.KernelWidth);

    public int Pieces => CpuGrain.Pieces(OutputRows, _rowsPerPiece);

    private int OutputRows => _geometry.Batch * _geometry.Channels * _geometry.OutHeight;

    public void Run(int index, int worker, CpuWorkers workers)
    {
        int phaseFloats = _geometry.StrideX * _phaseLength;
        float* phases = workers.Scratch(worker, ScratchFloats);
        float* row = phases + phaseFloats;
        int* taps = (int*)(row + _geometry.InWidth);
        new Span<float>(phases, phaseFloats).Fill(default(TReduction).Identity);
        for (int kx = 0; kx < _geometry.KernelWidth; kx++)
        {
            taps[kx] = Sorted(kx * _geometry.DilationX);
        }

        int first = index * _rowsPerPiece;
        int end = first + Math.Min(_rowsPerPiece, OutputRows - first);
        for (int outputRow = first; outputRow < end; outputRow++)
        {
            int y = outputRow % _geometry.OutHeight;
            float* image = _input + ((nint)(outputRow / _geometry.OutHeight) * _geometry.InHeight * _geometry.InWidth);
            float* output = _output + ((nint)outputRow * _geometry.OutWidth);
            Down(image, y, row);
            Sort(row, phases);
            Across(phases, taps, output);
            default(TReduction).Finish(_geometry, y, output);
        }
    }

    /// <summary>The index in the sorted row of column <paramref name="position"/> of the padded image.</summary>
    private int Sorted(int position) => (position % _geometry.StrideX * _phaseLength) + (position / _geometry.StrideX);

    private void Down(float* image, int y, float* row)
    {
        // Of the window's rows top + ky*dilation, those that lie in the image.
        int dilation = _geometry.DilationY;
        int top = (y * _geometry.StrideY) - _geometry.PaddingY;
        int first = top >= 0 ? 0 : (dilation - 1 - top) / dilation;
        int end = Math.Min(_geometry.KernelHeight, (_geometry.InHeight - 1 - top + dilation) / dilation);
        if (first >= end)
        {
            new Span<float>(row, _geometry.InWidth).Fill(default(TReduction).Identity);
            return;
        }

        nint rowStride = (nint)dilation * _geometry.InWidth;
        float* rows = image + ((nint)(top + (first * dilation)) * _geometry.InWidth);
        Pool2dRows.Reduce(default(TReduction), rows, end - first, rowStride, _geometry.InWidth, row);
    }

    private void Sort(float* row, float* phases)
    {
        int stride = _geometry.StrideX;
        int width = _geometry.InWidth;
        if (stride == 1)
        {
            new ReadOnlySpan<float>(row, width).CopyTo(new Span<float>(phases + _geometry.PaddingX, width));
            return;
        }

        if (stride == 2)
        {
            int padding = _geometry.PaddingX;
            Pool2dRows.SplitPairs(row, width, phases + Sorted(padding), phases + Sorted(padding + 1));
            return;
        }

        for (int r = 0; r < Math.Min(stride, width); r++)
        {
            float* phase = phases + Sorted(_geometry.PaddingX + r);
            for (int x = r; x < width; x += stride)
            {
                *phase++ = row[x];
            }
        }
    }

    /// <summary>Tap kx of output x lies at <c>phases[taps[kx] + x]</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Across(float* phases, int* taps, float* output)
    {
        int kernel = _geometry.KernelWidth;
        int width = _geometry.OutWidth;
        int x = 0;
        for (; x <= width - Vector<float>.Count; x += Vector<float>.Count)
        {
            Vector<float> result = Vector.Load(phases + taps[0] + x);
            for (int kx = 1; kx < kernel; kx++)
            {
                result = default(TReduction).Combine(result, Vector.Load(phases + taps[kx] + x));
            }

            Vector.Store(result, output + x);
        }

        for (; x < width; x++)
        {
            float result = phases[taps[0] + x];
            for (int kx = 1; kx < kernel; kx++)
            {
                result = default(TReduction).Combine(result, phases[taps[kx] + x]);
            }

            output[x] = result;
        }
    }
}
