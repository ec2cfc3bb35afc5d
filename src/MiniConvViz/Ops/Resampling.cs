using MiniConvViz.Kernels;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>The arguments of the kernels of <see cref="Upsample"/> for one input shape.</summary>
/// <param name="Geometry">The axes; neighbours that keep their size are merged.</param>
/// <param name="LazyTable">The positions that every output reads, and their weights.</param>
internal sealed record Resampling(ResizeGeometry Geometry, Lazy<Tensor> LazyTable)
{
    private const int MaxAxes = 3;

    /// <summary>The table, made at the first run; shape inference does not need it.</summary>
    public Tensor Table => LazyTable.Value;

    /// <summary>Prepares a resize.</summary>
    /// <param name="input">The input's shape.</param>
    /// <param name="output">The output's shape, of the same rank.</param>
    /// <param name="scales">The factors of the last axes, or null for those that follow from the shapes.</param>
    /// <param name="rule">The rule of interpolation.</param>
    /// <param name="ofWeight">The value that replaces each weight; null for the weights themselves.</param>
    /// <exception cref="ShapeException">More than three axes change, or lie between those that do.</exception>
    public static Resampling Of(
        Shape input, Shape output, IReadOnlyList<double>? scales, ResizeRule rule, Func<float, float>? ofWeight)
    {
        List<Axis> axes = AxesOf(input, output, scales);
        int inner = TakeKept(axes, ^1);
        int outer = TakeKept(axes, 0);
        if (axes.Count > MaxAxes)
        {
            throw new ShapeException($"resizes up to {MaxAxes} axes at once, got {input} to {output}");
        }

        while (axes.Count < MaxAxes)
        {
            axes.Insert(0, new Axis(1, 1, 1.0));
        }

        (Axis z, Axis y, Axis x) = (axes[0], axes[1], axes[2]);
        ResizeGeometry geometry = new()
        {
            Outer = outer,
            InDepth = z.Size,
            InHeight = y.Size,
            InWidth = x.Size,
            OutDepth = z.OutSize,
            OutHeight = y.OutSize,
            OutWidth = x.OutSize,
            Inner = inner,
            TapsZ = ResizeTable.Taps(z.RuleOr(rule).Mode),
            TapsY = ResizeTable.Taps(y.RuleOr(rule).Mode),
            TapsX = ResizeTable.Taps(x.RuleOr(rule).Mode),
        };
        return new Resampling(geometry, new Lazy<Tensor>(() =>
        {
            Tensor table = new([geometry.TableLength]);
            z.Fill(rule, table.Values[..geometry.TableY], ofWeight);
            y.Fill(rule, table.Values[geometry.TableY..geometry.TableX], ofWeight);
            x.Fill(rule, table.Values[geometry.TableX..], ofWeight);
            return table;
        }));
    }

    /// <summary>The axes of the input; neighbours that keep their size are merged.</summary>
    private static List<Axis> AxesOf(Shape input, Shape output, IReadOnlyList<double>? scales)
    {
        List<Axis> axes = [];
        int first = input.Rank - (scales?.Count ?? 0);
        for (int i = 0; i < input.Rank; i++)
        {
            double scale = i >= first ? scales![i - first] : (double)output[i] / input[i];
            Axis axis = new(input[i], output[i], scale);
            if (axis.IsKept && axes is [.., { IsKept: true } last])
            {
                axes[^1] = new Axis(last.Size * axis.Size, last.Size * axis.Size, 1.0);
            }
            else
            {
                axes.Add(axis);
            }
        }

        return axes;
    }

    /// <summary>Removes the first or last axis if it keeps its size, and returns its length; else returns 1.</summary>
    private static int TakeKept(List<Axis> axes, Index end)
    {
        if (axes.Count == 0 || !axes[end].IsKept)
        {
            return 1;
        }

        int size = axes[end].Size;
        axes.RemoveAt(end.GetOffset(axes.Count));
        return size;
    }

    private readonly record struct Axis(int Size, int OutSize, double Scale)
    {
        public bool IsKept => OutSize == Size && Scale == 1.0;

        /// <summary>An axis that keeps its size is copied, independently of the others.</summary>
        public ResizeRule RuleOr(ResizeRule rule) => IsKept ? ResizeRule.Nearest : rule;

        public void Fill(ResizeRule rule, Span<float> table, Func<float, float>? ofWeight)
        {
            Span<float> places = table[..(table.Length / 2)];
            Span<float> weights = table[(table.Length / 2)..];
            ResizeTable.Fill(RuleOr(rule), Size, OutSize, Scale, places, weights);
            if (ofWeight is not null)
            {
                foreach (ref float weight in weights)
                {
                    weight = ofWeight(weight);
                }
            }
        }
    }
}
