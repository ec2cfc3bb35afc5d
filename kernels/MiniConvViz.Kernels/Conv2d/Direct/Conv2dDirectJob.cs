using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>
/// The direct convolution: output pixels are computed tile by tile from the input's pixels, without im2col. A piece
/// (<see cref="Conv2dDirectPieces"/>) copies the part of the input that it reads if necessary
/// (<see cref="Conv2dWindow{TPixels}"/>), and then multiplies all its tiles with one panel of weights after the
/// other.
/// </summary>
/// <remarks>
/// A row is cut into runs of the tile's length. If the length of the row is no multiple of it, the last run overlaps
/// the one before: its first pixels are computed twice, with the same result. Two runs, of one row or of two, make a
/// tile.
/// <code>
/// a row of 17, runs of 7:    0 1 2 3 4 5 6
///                                          7 8 9 10 11 12 13
///                                                10 11 12 13 14 15 16
/// </code>
/// A row shorter than a run is computed as a whole run, and the surplus pixels are discarded.
/// Source: Georganas et al., Anatomy of High-Performance Deep Learning Convolutions on SIMD Architectures,
/// arXiv 1808.05567.
/// </remarks>
internal readonly unsafe struct Conv2dDirectJob<TTile, TPixels> : ICpuJob
    where TTile : unmanaged, IConv2dDirectTile
    where TPixels : unmanaged, IConv2dPixels
{
    private const int RunsPerTile = 2;

    private readonly Conv2dOperands _operands;
    private readonly Conv2dDirectPanels _panels;
    private readonly Conv2dDirectPieces _pieces;
    private readonly Conv2dWindow<TPixels> _window;
    private readonly int _groupBlocks; // of the input channels that an output channel reads
    private readonly int _rowRuns;
    private readonly int _unitRuns;    // runs of a row; of a tile where an image is one long row
    private readonly int _bandRuns;
    private readonly int _partBlocks;  // blocks of input channels that are added in one run

    /// <summary>Cuts a convolution into pieces.</summary>
    public Conv2dDirectJob(in Conv2dOperands operands, int termsPerPart, int threads)
    {
        _operands = operands;
        Conv2dGeometry g = operands.Geometry;
        _panels = new Conv2dDirectPanels(g, TTile.PanelBlocks);
        _groupBlocks = (g.GroupInChannels + TPixels.Floats - 1) / TPixels.Floats;
        _rowRuns = (g.OutWidth + TTile.RunPixels - 1) / TTile.RunPixels;
        int blockTerms = g.KernelHeight * g.KernelWidth * TPixels.Floats;
        _partBlocks = (termsPerPart + blockTerms - 1) / blockTerms;

        // Only an image that is one long row, read in place, is cut within a row.
        bool isLongRow = g.OutHeight == 1 && !new Conv2dWindow<TPixels>(g, 1, TTile.RunPixels).IsCopied;
        _unitRuns = isLongRow ? RunsPerTile : _rowRuns;

        // Without a copy, the channels of a group are read only for its own panels.
        int blocks = isLongRow ? _groupBlocks : _groupBlocks * g.Groups;
        Conv2dDirectCost cost = new()
        {
            Units = isLongRow ? (_rowRuns + RunsPerTile - 1) / RunsPerTile : g.OutHeight,
            UnitFloats = (long)_unitRuns * TTile.RunPixels * g.StrideY * g.StrideX * blocks * TPixels.Floats,
            SharedFloats = (long)Math.Max(0, g.KernelHeight - g.StrideY) * g.InWidth * blocks * TPixels.Floats,
            UnitCycles = (double)g.Terms * _unitRuns * TTile.RunPixels,
            Panels = _panels.Count,
            PanelFloats = (long)g.Terms * TTile.PanelBlocks * ChannelBlocks.Lanes,
        };
        _pieces = new Conv2dDirectPieces(threads, g.Batch, cost);
        _bandRuns = _pieces.BandUnits * _unitRuns;
        _window = new Conv2dWindow<TPixels>(g, isLongRow ? 1 : _pieces.BandUnits, TTile.RunPixels);
    }

    /// <summary>How many pieces there are.</summary>
    public int Pieces => _pieces.Count;

    /// <summary>
    /// Scratch memory: the offsets of the taps, the runs of a band, a tile that is not stored yet, a bias of zeros,
    /// the copied window.
    /// </summary>
    public int ScratchFloats =>
        checked(OffsetFloats + RunFloats + TileFloats + BiasFloats + (_window.IsCopied ? WindowFloats : 0));

    private int OffsetFloats => Align(_operands.Geometry.KernelHeight * _operands.Geometry.KernelWidth);

    private int RunFloats => Align(checked(_bandRuns * (sizeof(Conv2dDirectRun) / sizeof(float))));

    private static int TileFloats => RunsPerTile * TTile.PanelBlocks * TTile.RunPixels * ChannelBlocks.Lanes;

    private static int BiasFloats => TTile.PanelBlocks * ChannelBlocks.Lanes;

    private int WindowFloats => checked(_groupBlocks * _operands.Geometry.Groups * _window.BlockFloats);

    /// <summary>Computes a share of the output channels of a band of an image.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(int index, int worker, CpuWorkers workers)
    {
        Conv2dGeometry g = _operands.Geometry;
        _pieces.Find(index, out int image, out int unit, out int endUnit, out int firstPanel, out int endPanel);
        int firstRun = unit * _unitRuns;
        int endRun = Math.Min(endUnit * _unitRuns, g.OutHeight * _rowRuns);

        float* scratch = workers.Scratch(worker, ScratchFloats);
        int* offsets = (int*)scratch;
        Conv2dDirectRun* runs = (Conv2dDirectRun*)(scratch + OffsetFloats);
        float* tile = scratch + OffsetFloats + RunFloats;
        float* noBias = tile + TileFloats;
        new Span<float>(noBias, BiasFloats).Clear();
        _window.FindOffsets(offsets);
        FindRuns(firstRun, endRun, runs);

        int firstBlock = _panels.Group(firstPanel) * _groupBlocks;
        int endBlock = (_panels.Group(endPanel - 1) + 1) * _groupBlocks;
        nint imageBlock = ((nint)image * g.Groups * _groupBlocks) + firstBlock;
        float* input = _operands.Input + (imageBlock * g.InHeight * g.InWidth * TPixels.Floats);
        if (_window.IsCopied)
        {
            float* window = noBias + BiasFloats;
            _window.Copy(input, endBlock - firstBlock, unit, endUnit - unit, window);
            input = window;
        }

        for (int panel = firstPanel; panel < endPanel; panel++)
        {
            int block = (_panels.Group(panel) * _groupBlocks) - firstBlock;
            Conv2dDirectTerms terms = Terms(input + ((nint)block * _window.BlockFloats), offsets);
            int nextPanel = Math.Min(panel + 1, endPanel - 1);
            float* next = _operands.Weights + _panels.FirstWeight(nextPanel);
            if (_panels.Blocks(panel) == 1)
            {
                RunPanel<One>(terms, image, panel, next, runs, endRun - firstRun, tile);
            }
            else
            {
                RunPanel<Two>(terms, image, panel, next, runs, endRun - firstRun, tile);
            }
        }
    }

    private static int Align(int floats) =>
        (floats + AlignedMemory.LineFloats - 1) / AlignedMemory.LineFloats * AlignedMemory.LineFloats;

    /// <summary>The terms of the sums, for the group whose first block is at <paramref name="input"/>.</summary>
    private Conv2dDirectTerms Terms(float* input, int* offsets) => new()
    {
        Input = input,
        Blocks = _groupBlocks,
        BlockDistance = _window.BlockFloats,
        Lanes = TPixels.Floats,
        LastLanes = _operands.Geometry.GroupInChannels - ((_groupBlocks - 1) * TPixels.Floats),
        Taps = _operands.Geometry.KernelHeight * _operands.Geometry.KernelWidth,
        Offsets = offsets,
    };

    /// <summary>Computes the offsets at which the runs of a band read and write.</summary>
    private void FindRuns(int firstRun, int endRun, Conv2dDirectRun* runs)
    {
        int width = _operands.Geometry.OutWidth;
        int firstRow = _window.IsCopied ? firstRun / _rowRuns : 0;
        (int y, int column) = Math.DivRem(firstRun, _rowRuns);
        for (int run = firstRun; run < endRun; run++)
        {
            int x = Math.Max(0, Math.Min(column * TTile.RunPixels, width - TTile.RunPixels));
            nint inputAt = ((nint)(y - firstRow) * _window.RowFloats) + (x * TPixels.Floats);
            nint outputAt = (((nint)y * width) + x) * ChannelBlocks.Lanes;
            *runs++ = new Conv2dDirectRun(inputAt, outputAt, outputAt);
            if (++column == _rowRuns)
            {
                column = 0;
                y++;
            }
        }
    }

    /// <summary>Multiplies all runs of a band with the weights of one panel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RunPanel<TBlocks>(
        in Conv2dDirectTerms terms,
        int image,
        int panel,
        float* next,
        Conv2dDirectRun* runs,
        int count,
        float* tile)
        where TBlocks : unmanaged, ICount
    {
        nint blockFloats = (nint)_operands.Geometry.OutHeight * _operands.Geometry.OutWidth * ChannelBlocks.Lanes;
        int firstBlock = _panels.FirstBlock(panel);
        nint at = (((nint)image * _panels.Lanes / ChannelBlocks.Lanes) + firstBlock) * blockFloats;
        Conv2dDirectTarget target = new()
        {
            Output = _operands.Output + at,
            BlockDistance = blockFloats,
            Residual = _operands.Residual == null ? null : _operands.Residual + at,
            ResidualDistance = blockFloats,
            Clamp = _operands.Clamp,
        };
        float* weights = _operands.Weights + _panels.FirstWeight(panel);
        float* bias = _operands.Bias + (firstBlock * ChannelBlocks.Lanes);
        if (_operands.Geometry.OutWidth < TTile.RunPixels)
        {
            RunNarrow<TBlocks>(terms, weights, bias, target, runs, count, tile);
            return;
        }

        // The last tiles prefetch the next panel's weights; an earlier prefetch would evict this panel's weights from
        // the cache.
        int tiles = (count + RunsPerTile - 1) / RunsPerTile;
        int firstAhead = tiles - TBlocks.Value;
        nint tileAhead = (nint)_operands.Geometry.Terms * AlignedMemory.LineFloats;
        for (int i = 0; i < tiles; i++, runs += RunsPerTile)
        {
            float* ahead = i < firstAhead ? weights : next + ((i - firstAhead) * tileAhead);
            if ((i * RunsPerTile) + 1 < count)
            {
                Multiply<Two, TBlocks>(terms, weights, bias, ahead, target, runs[0], runs[1], tile);
            }
            else
            {
                Multiply<One, TBlocks>(terms, weights, bias, ahead, target, runs[0], default, tile);
            }
        }
    }

    /// <summary>
    /// Computes one tile. Long sums are computed in parts, which are then added: the rounding error of a sum in one
    /// run grows with the square root of its length, that of a sum in parts with the square root of the length of a
    /// part.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Multiply<TRuns, TBlocks>(
        in Conv2dDirectTerms terms,
        float* weights,
        float* bias,
        float* ahead,
        in Conv2dDirectTarget target,
        Conv2dDirectRun first,
        Conv2dDirectRun second,
        float* tile)
        where TRuns : unmanaged, ICount
        where TBlocks : unmanaged, ICount
    {
        if (terms.Blocks <= _partBlocks)
        {
            TTile.Multiply<TPixels, TRuns, TBlocks>(terms, weights, bias, ahead, target, first, second);
            return;
        }

        // A part before the last stores its accumulators in the tile's memory, from which the next one adds them.
        nint blockDistance = TTile.RunPixels * ChannelBlocks.Lanes;
        nint runDistance = TBlocks.Value * blockDistance;
        Conv2dDirectTarget aside = target with
        {
            Output = tile,
            BlockDistance = blockDistance,
            Clamp = ClampRange.None,
        };
        Conv2dDirectRun firstAside = first with { OutputAt = 0 };
        Conv2dDirectRun secondAside = second with { OutputAt = runDistance };
        Conv2dDirectTerms part = terms with { Blocks = _partBlocks, LastLanes = terms.Lanes };
        nint partLines = (nint)_partBlocks * terms.Lanes * terms.Taps * AlignedMemory.LineFloats;
        for (int left = terms.Blocks - _partBlocks; left > 0; left -= _partBlocks)
        {
            TTile.Multiply<TPixels, TRuns, TBlocks>(part, weights, bias, ahead, aside, firstAside, secondAside);
            part.Input += _partBlocks * terms.BlockDistance;
            part.Blocks = Math.Min(_partBlocks, left);
            weights += partLines * TBlocks.Value;
            ahead += partLines;
            bias = tile + TileFloats;
            aside.Residual = tile;
            aside.ResidualDistance = blockDistance;
            firstAside = firstAside with { ResidualAt = 0 };
            secondAside = secondAside with { ResidualAt = runDistance };
        }

        part.LastLanes = terms.LastLanes;
        aside = target with { Residual = tile, ResidualDistance = blockDistance };
        firstAside = firstAside with { OutputAt = first.OutputAt };
        secondAside = secondAside with { OutputAt = second.OutputAt };
        TTile.Multiply<TPixels, TRuns, TBlocks>(part, weights, bias, ahead, aside, firstAside, secondAside);
    }

    /// <summary>
    /// Rows shorter than a run: each is computed into scratch memory, and only its own pixels are stored.
    /// </summary>
    private void RunNarrow<TBlocks>(
        in Conv2dDirectTerms terms,
        float* weights,
        float* bias,
        in Conv2dDirectTarget target,
        Conv2dDirectRun* runs,
        int count,
        float* tile)
        where TBlocks : unmanaged, ICount
    {
        int rowFloats = _operands.Geometry.OutWidth * ChannelBlocks.Lanes;
        Conv2dDirectTarget aside = new()
        {
            Output = tile,
            BlockDistance = TTile.RunPixels * ChannelBlocks.Lanes,
            Clamp = ClampRange.None,
        };
        for (int run = 0; run < count; run++)
        {
            Conv2dDirectRun row = runs[run] with { OutputAt = 0 };
            Multiply<One, TBlocks>(terms, weights, bias, weights, aside, row, default, tile);
            for (int block = 0; block < TBlocks.Value; block++)
            {
                nint at = runs[run].OutputAt + (block * target.BlockDistance);
                Conv2dEpilogue.StoreRow(
                    tile + (block * aside.BlockDistance),
                    target.Output + at,
                    target.Residual == null ? null : target.Residual + at,
                    rowFloats,
                    bias: 0f,
                    target.Clamp,
                    isFirst: true,
                    isLast: true);
            }
        }
    }
}
