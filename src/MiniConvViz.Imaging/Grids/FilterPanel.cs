using MiniConvViz.Analysis;
using MiniConvViz.Statistics;
using MiniConvViz.Tensors;

namespace MiniConvViz.Imaging;

/// <summary>The kernels of one filter, side by side in a panel about as high as the map beside it.</summary>
internal sealed class FilterPanel
{
    private const int KernelGap = 2;
    private const int LowestPanel = 60;

    /// <summary>The least cell size, in pixels, at which a weight is legible.</summary>
    private const int ReadableCell = 30;

    /// <summary>The most weights of a kernel that is enlarged to make them legible: 3x3.</summary>
    private const int MostReadable = 9;

    private readonly Tensor _weight;
    private readonly ColorMap _colors;
    private readonly ValueRange _range;
    private readonly int _kernels, _columns, _scale;

    /// <summary>A panel for each filter.</summary>
    /// <param name="weight">[O,C,KH,KW].</param>
    /// <param name="height">The height of the map beside it, in pixels.</param>
    /// <param name="colors">The colour map of kernels that are not RGB.</param>
    public FilterPanel(Tensor weight, int height, ColorMap colors)
    {
        (_weight, _colors) = (weight, colors);
        Shape shape = weight.Shape;
        IsRgb = shape.Channels == 3;
        _kernels = IsRgb ? 1 : Math.Min(shape.Channels, FilterMapGrid.MostKernels);
        _columns = (int)Math.Ceiling(Math.Sqrt(_kernels));
        int rows = (_kernels + _columns - 1) / _columns;
        int room = Math.Max(height, LowestPanel) - ((rows - 1) * KernelGap);
        _scale = Math.Max(1, room / (rows * Math.Max(shape.Height, shape.Width)));
        if (shape.Channels == 1 && shape.Height * shape.Width <= MostReadable)
        {
            _scale = Math.Max(_scale, ReadableCell);
        }

        Width = (_columns * ((shape.Width * _scale) + KernelGap)) - KernelGap;
        Height = (rows * ((shape.Height * _scale) + KernelGap)) - KernelGap;
        ChannelStatistics all = ChannelStatistics.Of(weight.Values);
        _range = ValueRange.OfLayer(Normalization.AroundZero, all, weight.Values) ?? ValueRange.OfChannel(all);
    }

    /// <summary>The panel's width in pixels.</summary>
    public int Width { get; }

    /// <summary>The panel's height in pixels.</summary>
    public int Height { get; }

    /// <summary>Whether a filter is one tile of red, green and blue.</summary>
    public bool IsRgb { get; }

    /// <summary>The heading's description of a panel.</summary>
    public string Fact
    {
        get
        {
            Shape shape = _weight.Shape;
            string size = $"{shape.Height} × {shape.Width} weights, full colour at ±{NumberText.Of(_range.High)}";
            return IsRgb ? $"a filter = {size}, red, green and blue inputs as colour, mid-grey is zero"
                : shape.Channels == 1 ? $"a filter = {size}"
                : _kernels == shape.Channels ? $"a filter = {_kernels} kernels, strongest first, each {size}"
                : $"a filter = its {_kernels} strongest of {shape.Channels} kernels, each {size}";
        }
    }

    /// <summary>Draws filter o with its top left corner at (x, y).</summary>
    public void Draw(Canvas canvas, TextMeasure measure, int o, int x, int y)
    {
        Shape shape = _weight.Shape;
        if (IsRgb)
        {
            RgbFilterGrid.DrawFilter(canvas, x, y, _scale, _weight, o, _range.High);
            return;
        }

        int[] strongest = Strongest(o);
        for (int i = 0; i < strongest.Length; i++)
        {
            int left = x + (i % _columns * ((shape.Width * _scale) + KernelGap));
            int top = y + (i / _columns * ((shape.Height * _scale) + KernelGap));
            ReadOnlySpan<float> kernel = _weight.Channel(o, strongest[i]);
            Tile.Draw(canvas, left, top, _scale, kernel, shape.Width, _range, _colors);
            TileNumbers.Draw(canvas, measure, left, top, _scale, kernel, shape.Width, _range, _colors);
        }
    }

    private int[] Strongest(int o) =>
    [
        .. Enumerable.Range(0, _weight.Shape.Channels)
            .OrderByDescending(c => ChannelStatistics.Of(_weight.Channel(o, c)).Energy)
            .Take(_kernels),
    ];
}
