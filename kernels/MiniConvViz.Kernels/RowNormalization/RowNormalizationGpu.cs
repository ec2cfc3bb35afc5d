using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// Normalises rows on a GPU: three passes over each row, for its centre, for the sum around it and for the results.
/// Either a thread does all three for its row, or blocks do (<see cref="RowNormalizationBlocks"/>).
/// </summary>
internal static class RowNormalizationGpu
{
    /// <summary><c>output = normalization of input, row by row</c></summary>
    /// <param name="gpu">The device that holds all the views.</param>
    /// <param name="normalization">Which one; compiled into the kernels.</param>
    /// <param name="axis">All sizes; rows have at least one element.</param>
    /// <param name="inputView">[Outer,Length,Inner]</param>
    /// <param name="weightView">The weights; may be invalid if the normalisation has none.</param>
    /// <param name="biasView">The same.</param>
    /// <param name="outputView">[Outer,Length,Inner]; may be the input.</param>
    /// <param name="form">Null chooses one.</param>
    /// <exception cref="GpuException">The device or its compiler fails.</exception>
    public static void Run<T>(
        GpuAccelerator gpu,
        T normalization,
        in AxisGeometry axis,
        ArrayView<float> inputView,
        ArrayView<float> weightView,
        ArrayView<float> biasView,
        ArrayView<float> outputView,
        RowForm? form = null)
        where T : unmanaged, IRowNormalization
    {
        ArrayView<float> weight = GpuAccelerator.OrEmpty(weightView, inputView);
        ArrayView<float> bias = GpuAccelerator.OrEmpty(biasView, inputView);
        if ((form ?? RowForms.Choose(gpu, axis)) == RowForm.Block)
        {
            RowNormalizationBlocks.Run(gpu, normalization, axis, inputView, weight, bias, outputView);
        }
        else
        {
            gpu.Launch(ThreadKernel, axis.Positions, normalization, axis, inputView, weight, bias, outputView);
        }
    }

    /// <summary>A whole row's statistics, as one thread computes them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static RowStatistics<T> Measure<T>(T normalization, ArrayView<float> input, RowRange range)
        where T : unmanaged, IRowNormalization
    {
        RowCombination<T> identity = new(normalization.Identity);
        float combined = RowAccumulator.Read(input, range, identity).Value;
        float center = normalization.Center(combined, range.Count);
        float sum = RowAccumulator.Read(input, range, new RowSum<T>(center, 0f)).Sum;
        return new RowStatistics<T>(center, sum, range.Count);
    }

    /// <summary>Normalises one thread's elements of a row; four are loaded at a time.</summary>
    // Not inlined: ILGPU would move the caller's divisions into these loops.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Apply<T>(
        T normalization,
        RowScale row,
        RowRange range,
        ArrayView<float> input,
        ArrayView<float> weight,
        ArrayView<float> bias,
        ArrayView<float> output)
        where T : unmanaged, IRowNormalization
    {
        int step = range.Step;
        int next = range.Pitch;
        int r = range.Begin;
        int at = range.Offset;
        int left = range.Count;
        for (; left >= 4; left -= 4)
        {
            float first = input[at];
            float second = input[at + next];
            float third = input[at + (2 * next)];
            float fourth = input[at + (3 * next)];
            output[at] = normalization.Apply(first, r, row, weight, bias);
            output[at + next] = normalization.Apply(second, r + step, row, weight, bias);
            output[at + (2 * next)] = normalization.Apply(third, r + (2 * step), row, weight, bias);
            output[at + (3 * next)] = normalization.Apply(fourth, r + (3 * step), row, weight, bias);
            r += 4 * step;
            at += 4 * next;
        }

        for (; left > 0; left--)
        {
            output[at] = normalization.Apply(input[at], r, row, weight, bias);
            r += step;
            at += next;
        }
    }

    /// <summary>The centre and scale of a row, for <see cref="Apply"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static RowScale Scale<T>(T normalization, RowStatistics<T> statistics, int row)
        where T : unmanaged, IRowNormalization => new(
            statistics.Center,
            normalization.Scale(statistics.Sum, statistics.Count),
            normalization.FirstWeight(row));

    // One thread normalises a row.
    private static void ThreadKernel<T>(
        Index1D index,
        T normalization,
        AxisGeometry axis,
        ArrayView<float> input,
        ArrayView<float> weight,
        ArrayView<float> bias,
        ArrayView<float> output)
        where T : unmanaged, IRowNormalization
    {
        RowRange range = new(axis, index);
        RowScale row = Scale(normalization, Measure(normalization, input, range), index);
        Apply(normalization, row, range, input, weight, bias, output);
    }
}
