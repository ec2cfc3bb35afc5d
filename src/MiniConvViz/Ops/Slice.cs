using MiniConvViz.Kernels;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// A part of a tensor, as in Python: <c>x[start:end:step]</c> along some axes, all of the others. Negative
/// starts and ends count from the end, positions outside are cut off, and a negative step goes backwards.
/// <code>output[..., i, ...] = input[..., start + i*step, ...]</code>
/// </summary>
/// <remarks>Source: https://onnx.ai/onnx/operators/onnx__Slice.html</remarks>
public sealed class Slice : StridedOperator
{
    private readonly ShapeFormula _starts;
    private readonly ShapeFormula _ends;
    private readonly int[] _axes;
    private readonly int[] _steps;

    /// <param name="starts">The first position along each of the axes.</param>
    /// <param name="ends">The position after the last; the largest or smallest int for all of them.</param>
    /// <param name="axes">The axes that are cut; the outermost ones if left out.</param>
    /// <param name="steps">The distance from one position to the next, not 0; 1 if left out.</param>
    /// <exception cref="ShapeException">The lists differ in length, or a step is 0.</exception>
    public Slice(
        ShapeFormula starts, ShapeFormula ends, IEnumerable<int>? axes = null, IEnumerable<int>? steps = null)
    {
        _starts = starts;
        _ends = ends;
        _axes = [.. axes ?? Enumerable.Range(0, starts.Count)];
        _steps = [.. steps ?? Enumerable.Repeat(1, starts.Count)];
        if (ends.Count != starts.Count || _axes.Length != starts.Count || _steps.Length != starts.Count)
        {
            throw new ShapeException($"expected a start, an end, an axis and a step for every cut, got {Attributes}");
        }

        if (_steps.Contains(0))
        {
            throw new ShapeException($"expected steps other than 0, got {Axis.List(_steps)}");
        }
    }

    /// <inheritdoc/>
    public override string Attributes =>
        $"starts={_starts}, ends={_ends}, axes={Axis.List(_axes)}, steps={Axis.List(_steps)}";

    /// <summary>The step along an axis: 1 where it is not cut.</summary>
    internal int StepAlong(int axis, int rank)
    {
        int cut = axis < 0 ? -1 : Array.IndexOf(Axis.Resolve(_axes, rank), axis);
        return cut < 0 ? 1 : (int)Math.Min(Math.Abs((long)_steps[cut]), int.MaxValue);
    }

    private protected override StridedView View(ReadOnlySpan<Shape> inputs)
    {
        StridedView view = Whole(inputs);
        int[] axes = Axis.Resolve(_axes, view.Rank);
        int[] starts = _starts.Evaluate(inputs);
        int[] ends = _ends.Evaluate(inputs);
        for (int i = 0; i < axes.Length; i++)
        {
            int size = view.Extents[axes[i]];
            int step = _steps[i];
            int start = Clamp(starts[i], size, step);
            long span = Clamp(ends[i], size, step) - start;
            int count = (int)Math.Max((span + step - Math.Sign(step)) / step, 0);
            view = view.Slice(axes[i], start, count, step);
        }

        return view;
    }

    /// <summary>
    /// Counts from the front, and cuts off positions outside: with a positive step they are 0 to size, where size is
    /// after the last; with a negative one size-1 to -1, where -1 is before the first.
    /// </summary>
    private static int Clamp(int place, int size, int step)
    {
        int fromFront = place < 0 ? place + size : place;
        return step > 0 ? Math.Clamp(fromFront, 0, size) : Math.Clamp(fromFront, -1, size - 1);
    }
}
