using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>The window of one output of a pooling to a given size.</summary>
internal readonly struct AdaptiveWindow
{
    /// <param name="geometry">All sizes.</param>
    /// <param name="output">Which of all outputs <c>[N,C,OH,OW]</c>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public AdaptiveWindow(AdaptivePool2dGeometry geometry, int output)
    {
        int x = output % geometry.OutWidth;
        int row = output / geometry.OutWidth;
        int y = row % geometry.OutHeight;
        int plane = row / geometry.OutHeight;
        int top = geometry.FirstRow(y);
        int left = geometry.FirstColumn(x);
        Rows = geometry.EndRow(y) - top;
        Columns = geometry.EndColumn(x) - left;
        Offset = (((plane * geometry.InHeight) + top) * geometry.InWidth) + left;
    }

    public int Rows { get; }

    public int Columns { get; }

    /// <summary>The offset of its first element in the input.</summary>
    public int Offset { get; }
}
