using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>
/// The part of the input that a band of output rows reads: the input itself if no tap leaves it, otherwise a copy
/// with zero padding, so that the micro-kernel needs no tests for borders.
/// </summary>
/// <remarks>
/// In the copy, rows and columns are sorted by their remainder modulo the stride, so that adjacent outputs read
/// adjacent pixels whatever the stride:
/// <code>
///                                    phase 0,0   phase 0,1
/// stride 2:   a b c d e f            a c e       b d f
///             g h i j k l     ->
///             m n o p q r            phase 1,0   phase 1,1         a tap reads one phase, at one distance
///             s t u v w x            g i k       h j l             for every output of the band
/// </code>
/// A block of the copy is [phases Y, phases X, rows, pitch] pixels. Phases that no tap reads are left out: a 1x1
/// filter of stride 2 reads one of the four.
/// </remarks>
internal readonly unsafe struct Conv2dWindow<TPixels>
    where TPixels : unmanaged, IConv2dPixels
{
    private readonly Conv2dGeometry _geometry;
    private readonly int _phasesY;
    private readonly int _phasesX;
    private readonly int _phaseRows;
    private readonly int _rowsBelow; // rows of a phase that the last output row reads, after its first
    private readonly int _pitch;

    /// <summary>The window of up to <paramref name="rows"/> output rows.</summary>
    /// <param name="geometry">All sizes.</param>
    /// <param name="rows">Most output rows in a band.</param>
    /// <param name="runPixels">Pixels of a run: a row is at least that wide.</param>
    public Conv2dWindow(in Conv2dGeometry geometry, int rows, int runPixels)
    {
        _geometry = geometry;
        int reachY = (geometry.KernelHeight - 1) * geometry.DilationY;
        int reachX = (geometry.KernelWidth - 1) * geometry.DilationX;
        IsCopied = !(geometry is { StrideY: 1, StrideX: 1, PaddingY: 0, PaddingX: 0 }
            && geometry.OutHeight + reachY <= geometry.InHeight
            && geometry.OutWidth + reachX <= geometry.InWidth
            && geometry.OutWidth >= runPixels);
        if (!IsCopied)
        {
            (_phasesY, _phasesX, _phaseRows, _pitch) = (1, 1, geometry.InHeight, geometry.InWidth);
            return;
        }

        _phasesY = Math.Min(geometry.StrideY, reachY + 1);
        _phasesX = Math.Min(geometry.StrideX, reachX + 1);
        _rowsBelow = reachY / geometry.StrideY;
        _phaseRows = rows + _rowsBelow;
        _pitch = Math.Max(geometry.OutWidth, runPixels) + (reachX / geometry.StrideX);
    }

    /// <summary>Whether the tiles read a copy.</summary>
    public bool IsCopied { get; }

    /// <summary>Floats from an output row's first pixel to the next row's.</summary>
    public int RowFloats => checked(_pitch * TPixels.Floats);

    /// <summary>Floats of a block of channels.</summary>
    public int BlockFloats => checked(_phasesY * _phasesX * _phaseRows * RowFloats);

    /// <summary>Computes the offset at which each tap reads for output 0, in floats from that of tap 0.</summary>
    /// <param name="offsets">[KH*KW]</param>
    public void FindOffsets(int* offsets)
    {
        for (int ky = 0; ky < _geometry.KernelHeight; ky++)
        {
            (int y, int phaseY) = Math.DivRem(ky * _geometry.DilationY, _geometry.StrideY);
            for (int kx = 0; kx < _geometry.KernelWidth; kx++)
            {
                (int x, int phaseX) = Math.DivRem(kx * _geometry.DilationX, _geometry.StrideX);
                int row = (((phaseY * _phasesX) + phaseX) * _phaseRows) + y;
                *offsets++ = ((row * _pitch) + x) * TPixels.Floats;
            }
        }
    }

    /// <summary>Copies the part of the input that some output rows read.</summary>
    /// <param name="input">The first block of channels, [blocks,H,W].</param>
    /// <param name="blocks">How many blocks of channels.</param>
    /// <param name="firstRow">The first output row.</param>
    /// <param name="rows">How many output rows.</param>
    /// <param name="window">[blocks, BlockFloats]</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Copy(float* input, int blocks, int firstRow, int rows, float* window)
    {
        for (int block = 0; block < blocks; block++)
        {
            for (int phaseY = 0; phaseY < _phasesY; phaseY++)
            {
                float* row = window + ((nint)phaseY * _phasesX * _phaseRows * RowFloats);
                for (int y = firstRow; y < firstRow + rows + _rowsBelow; y++)
                {
                    CopyRow(input, (y * _geometry.StrideY) + phaseY - _geometry.PaddingY, row);
                    row += RowFloats;
                }
            }

            input += (nint)_geometry.InHeight * _geometry.InWidth * TPixels.Floats;
            window += BlockFloats;
        }
    }

    /// <summary>Copies row <paramref name="inY"/> of the image, one phase after the other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CopyRow(float* image, int inY, float* row)
    {
        float* from = image + ((nint)inY * _geometry.InWidth * TPixels.Floats);
        int stride = _geometry.StrideX;
        for (int phaseX = 0; phaseX < _phasesX; phaseX++)
        {
            // Place x of this phase is column x*stride + inX of the image; start <= x < end lie inside.
            int inX = phaseX - _geometry.PaddingX;
            int start = inX < 0 ? Math.Min(_pitch, (stride - 1 - inX) / stride) : 0;
            int end = Math.Clamp((_geometry.InWidth - inX + stride - 1) / stride, start, _pitch);
            if ((uint)inY >= (uint)_geometry.InHeight)
            {
                (start, end) = (0, 0);
            }

            new Span<float>(row, start * TPixels.Floats).Clear();
            TPixels.CopyEvery(
                stride,
                from + ((((nint)start * stride) + inX) * TPixels.Floats),
                row + (start * TPixels.Floats),
                end - start);
            new Span<float>(row + (end * TPixels.Floats), (_pitch - end) * TPixels.Floats).Clear();
            row += (nint)_phaseRows * RowFloats;
        }
    }
}
