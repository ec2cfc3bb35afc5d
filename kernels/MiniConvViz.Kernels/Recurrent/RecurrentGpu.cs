using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// A recurrent layer on a GPU: the products with the input of all time steps at once, by the forms of a linear layer,
/// then a kernel or two for every time step.
/// </summary>
internal static class RecurrentGpu
{
    private const int Quad = 4;

    /// <summary>
    /// The form of the product with the input. Split-K is left out: it uses the scratch memory that holds its result.
    /// </summary>
    public static LinearGpuForm Projection(GpuAccelerator gpu, in RecurrentGeometry geometry)
    {
        LinearGeometry projection = geometry.Projection;
        LinearGpuForm form = LinearGpuForms.Choose(gpu, projection);
        return form != LinearGpuForm.Split64 ? form
            : LinearGpuForms.Fits(LinearGpuForm.Gemm64, gpu, projection) ? LinearGpuForm.Gemm64
            : LinearGpuForm.Naive;
    }

    /// <summary>The layer's constants in one array, as <see cref="RecurrentGpuStep"/> describes.</summary>
    public static float[] Pack(in RecurrentGeometry geometry, in RecurrentWeights weights)
    {
        int biases = geometry.Directions * geometry.Width;
        float[] constants = new float[biases + weights.Peephole.Length + weights.Lengths.Length];
        weights.HiddenBias.CopyTo(constants);
        weights.Peephole.CopyTo(constants.AsSpan(biases));
        for (int n = 0; n < weights.Lengths.Length; n++)
        {
            constants[biases + weights.Peephole.Length + n] = weights.Lengths[n];
        }

        return constants;
    }

    /// <summary>Computes <see cref="RecurrentReference"/> in float.</summary>
    /// <typeparam name="TKernel">The kernels of an LSTM, a GRU or an RNN.</typeparam>
    /// <param name="gpu">The device that holds all the views.</param>
    /// <param name="projection">The form that <see cref="Projection"/> returns.</param>
    /// <param name="first">The first time step, and whether there are peepholes and lengths.</param>
    /// <param name="operands">All operands.</param>
    /// <exception cref="GpuException">The device or its compiler fails.</exception>
    public static void Run<TKernel>(
        GpuAccelerator gpu, LinearGpuForm projection, in RecurrentGpuStep first, in RecurrentGpuOperands operands)
        where TKernel : IRecurrentKernel
    {
        RecurrentGeometry geometry = first.Geometry;
        LinearGeometry linear = geometry.Projection;
        int products = linear.Rows * linear.OutFeatures;
        int start = checked(products + Quad - 1) / Quad * Quad;
        ArrayView<float> scratch = gpu.Scratch(checked(start + (4 * geometry.States)));
        ArrayView<float> ofInput = scratch.SubView(0, products);
        ArrayView<float> states = scratch.SubView(start, 4 * geometry.States);
        LinearGpuForms.Run(
            projection,
            gpu,
            linear,
            new LinearGpuOperands(
                operands.Input, operands.InputHidden, operands.InputBias, ClampRange.None, ofInput));
        gpu.Launch(
            Begin,
            geometry.States,
            geometry,
            GpuAccelerator.OrEmpty(operands.Hidden, operands.Input),
            GpuAccelerator.OrEmpty(operands.Cell, operands.Input),
            states);
        for (int step = 0; step < geometry.Steps; step++)
        {
            RecurrentGpuStep next = new()
            {
                Geometry = geometry,
                Formula = first.Formula,
                Step = step,
                HasPeephole = first.HasPeephole,
                HasLengths = first.HasLengths,
            };
            TKernel.Run(gpu, next, ofInput, operands.HiddenHidden, operands.Constants, states, operands.Output);
        }
    }

    // One thread writes one element of both states; those that are not given are zero.
    private static void Begin(
        Index1D index,
        RecurrentGeometry geometry,
        ArrayView<float> hidden,
        ArrayView<float> cell,
        ArrayView<float> states)
    {
        states[index] = hidden.Length > 0 ? hidden[index] : 0f;
        states[(2 * geometry.States) + index] = cell.Length > 0 ? cell[index] : 0f;
    }
}
