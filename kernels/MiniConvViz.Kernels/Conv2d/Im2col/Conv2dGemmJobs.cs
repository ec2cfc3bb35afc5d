namespace MiniConvViz.Kernels;

/// <summary>
/// A piece is some panels of columns of one image and group: packed by the worker itself, block by block, and
/// multiplied with all weights. Workers share no columns, so this job is used if there are enough panels for all
/// workers.
/// </summary>
internal unsafe struct Conv2dOwnColumnsJob<TTile> : ICpuJob
    where TTile : unmanaged, IConv2dTile
{
    public Conv2dGemm<TTile> Product;
    public int PiecesPerImageGroup;

    /// <summary>Scratch memory: one panel of columns, one block deep.</summary>
    public readonly int ScratchFloats => Product.Blocks.MaxDepth * TTile.Columns;

    public readonly void Run(int index, int worker, CpuWorkers workers)
    {
        (int imageGroup, int piece) = Math.DivRem(index, PiecesPerImageGroup);
        int first = (int)((long)piece * Product.ColumnPanels / PiecesPerImageGroup);
        int end = (int)((long)(piece + 1) * Product.ColumnPanels / PiecesPerImageGroup);
        float* columns = workers.Scratch(worker, ScratchFloats);
        for (int block = 0; block < Product.Blocks.Count; block++)
        {
            for (int panel = first; panel < end; panel++)
            {
                Product.PackColumns(imageGroup, block, panel, columns);
                Product.Multiply(imageGroup, block, panel, 0, Product.RowPanels, columns);
            }
        }
    }
}

/// <summary>
/// First job for small maps: all workers together pack the columns of all images. A piece is one block of one panel.
/// </summary>
internal unsafe struct Conv2dPackColumnsJob<TTile> : ICpuJob
    where TTile : unmanaged, IConv2dTile
{
    public Conv2dGemm<TTile> Product;

    /// <summary>[image*groups + group, panel, terms, tile columns]</summary>
    public float* Columns;

    public readonly void Run(int index, int worker, CpuWorkers workers)
    {
        (int imageGroupPanel, int block) = Math.DivRem(index, Product.Blocks.Count);
        (int imageGroup, int panel) = Math.DivRem(imageGroupPanel, Product.ColumnPanels);
        Product.PackColumns(imageGroup, block, panel, Product.PackedColumns(Columns, imageGroup, block, panel));
    }
}

/// <summary>
/// Second job for small maps: a piece is some weight panels, multiplied with every panel of columns of one
/// image and group.
/// </summary>
internal unsafe struct Conv2dSharedColumnsJob<TTile> : ICpuJob
    where TTile : unmanaged, IConv2dTile
{
    public Conv2dGemm<TTile> Product;
    public int PiecesPerImageGroup;

    /// <summary>The columns that <see cref="Conv2dPackColumnsJob{TTile}"/> packed.</summary>
    public float* Columns;

    public readonly void Run(int index, int worker, CpuWorkers workers)
    {
        (int imageGroup, int piece) = Math.DivRem(index, PiecesPerImageGroup);
        int first = (int)((long)piece * Product.RowPanels / PiecesPerImageGroup);
        int end = (int)((long)(piece + 1) * Product.RowPanels / PiecesPerImageGroup);
        for (int block = 0; block < Product.Blocks.Count; block++)
        {
            for (int panel = 0; panel < Product.ColumnPanels; panel++)
            {
                float* columns = Product.PackedColumns(Columns, imageGroup, block, panel);
                Product.Multiply(imageGroup, block, panel, first, end, columns);
            }
        }
    }
}
