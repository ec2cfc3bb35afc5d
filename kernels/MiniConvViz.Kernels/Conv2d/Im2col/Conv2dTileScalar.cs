namespace MiniConvViz.Kernels;

/// <summary>
/// The micro-kernel in plain code, element by element, for processors without vector instructions; the definition of
/// the others.
/// </summary>
internal readonly unsafe struct Conv2dTileScalar : IConv2dTile
{
    public static int Rows => 4;

    public static int Columns => 4;

    public static void Multiply(int depth, float* weights, float* columns, float* tile)
    {
        new Span<float>(tile, Rows * Columns).Clear();
        for (int k = 0; k < depth; k++)
        {
            for (int r = 0; r < Rows; r++)
            {
                for (int x = 0; x < Columns; x++)
                {
                    tile[(r * Columns) + x] += weights[(k * Rows) + r] * columns[(k * Columns) + x];
                }
            }
        }
    }
}
