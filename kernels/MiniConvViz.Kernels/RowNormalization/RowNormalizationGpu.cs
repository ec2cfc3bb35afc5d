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
    /// <param name="weightView">What the normalisation needs; may be invalid if it needs none.</param>
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
        RowCombination<T> nothing = new(normalization.Nothing);
        float combined = RowAccumulator.Read(input, range, nothing).Value;
        float center = normalization.Center(combined, range.Count);
        float sum = RowAccumulator.Read(input, range, new RowSum<T>(center, 0f)).Sum;
        return new RowStatistics<T>(center, sum, range.Count);
    }

    /// <summary>Normalises one thread's elements of a row. As in the passes before, four are loaded at a time.</summary>
    // Stays a function of its own on the device: inlined, ILGPU would move the caller's divisions into these loops.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Apply<T>(
        T normalization,
        RowStatistics<T> row,
        int firstWeight,
        RowRange range,
        ArrayView<float> input,
        ArrayView<float> weight,
        ArrayView<float> bias,
        ArrayView<float> output)
        where T : unmanaged, IRowNormalization
    {
        float scale = normalization.Scale(row.Sum, row.Count);
        int r = range.Begin;
        int at = range.Offset;
        int left = range.Count;
        for (; left >= 4; left -= 4)
        {
            float first = input[at];
            float second = input[at + range.Pitch];
            float third = input[at + (2 * range.Pitch)];
            float fourth = input[at + (3 * range.Pitch)];
            output[at] = normalization.Apply(first, row.Center, scale, firstWeight + normalization.Weight(r), weight, bias);
            output[at + range.Pitch] = normalization.Apply(second, row.Center, scale, firstWeight + normalization.Weight(r + range.Step), weight, bias);
            output[at + (2 * range.Pitch)] = normalization.Apply(third, row.Center, scale, firstWeight + normalization.Weight(r + (2 * range.Step)), weight, bias);
            output[at + (3 * range.Pitch)] = normalization.Apply(fourth, row.Center, scale, firstWeight + normalization.Weight(r + (3 * range.Step)), weight, bias);
            r += 4 * range.Step;
            at += 4 * range.Pitch;
        }

        for (; left > 0; left--)
        {
            output[at] = normalization.Apply(input[at], row.Center, scale, firstWeight + normalization.Weight(r), weight, bias);
            r += range.Step;
            at += range.Pitch;
        }
    }

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
        RowStatistics<T> row = Measure(normalization, input, range);
        Apply(normalization, row, normalization.FirstWeight(index), range, input, weight, bias, output);
    }
}
