namespace MiniConvViz.Kernels;

/// <summary>The properties of each <see cref="LinearGpuForm"/>, and the choice of one for a layer.</summary>
internal static class LinearGpuForms
{
    /// <summary>
    /// The form that is expected to be the fastest.
    /// <list type="bullet">
    /// <item>A CPU OpenCL device takes the form without thread blocks, as for convolutions.</item>
    /// <item>With few rows, reading the weights takes most of the time, and a tile of 64 rows would be mostly
    /// empty.</item>
    /// <item>Many rows are a tiled GEMM: with large tiles, small ones, or small ones with split-K, whichever is the
    /// fastest by the model of time (<see cref="GpuGemmTimes"/>).</item>
    /// </list>
    /// </summary>
    public static LinearGpuForm Choose(GpuAccelerator gpu, in LinearGeometry geometry)
    {
        if (gpu.Description.IsProcessor || !Takes(LinearGpuForm.Gemm64, gpu, geometry))
        {
            return WithoutGroups(gpu, geometry);
        }

        if (geometry.Rows <= LinearGpuFewRows.MostRows && Fits(LinearGpuForm.FewRows, gpu, geometry))
        {
            return LinearGpuForm.FewRows;
        }

        GpuGemmGeometry product = LinearGpuGemm.Geometry(geometry);
        return GpuGemmTimes.Fastest<LinearGpuForm>(
            gpu,
            product,
            Fits(LinearGpuForm.Gemm64, gpu, geometry) ? LinearGpuForm.Gemm64 : null,
            Fits(LinearGpuForm.Gemm128, gpu, geometry) ? LinearGpuForm.Gemm128 : null,
            Fits(LinearGpuForm.Split64, gpu, geometry) ? LinearGpuForm.Split64 : null) ?? WithoutGroups(gpu, geometry);
    }

    // The forms that take any number of rows; the naive one, which always fits, is last.
    private static LinearGpuForm WithoutGroups(GpuAccelerator gpu, in LinearGeometry geometry) =>
        Fits(LinearGpuForm.Registers, gpu, geometry) ? LinearGpuForm.Registers : LinearGpuForm.Naive;

    /// <summary>Every form that fits and may be the fastest, to be timed.</summary>
    public static IEnumerable<LinearGpuForm> Candidates(GpuAccelerator gpu, LinearGeometry geometry) =>
        Enum.GetValues<LinearGpuForm>()
            .Where(form => Fits(form, gpu, geometry))
            .Where(form => form != LinearGpuForm.Split64
                || GpuGemmSplit64.Suits(gpu, LinearGpuGemm.Geometry(geometry)));

    /// <summary>
    /// Whether a device can run such a layer in a form: its thread blocks fit, among other conditions, and the form
    /// is not among the device's <see cref="GpuAccelerator.ExcludedForms"/>.
    /// </summary>
    public static bool Fits(LinearGpuForm form, GpuAccelerator gpu, in LinearGeometry geometry) =>
        !gpu.Excludes(form) && Takes(form, gpu, geometry);

    private static bool Takes(LinearGpuForm form, GpuAccelerator gpu, in LinearGeometry geometry) => form switch
    {
        LinearGpuForm.Naive => true,
        LinearGpuForm.FewRows => LinearGpuFewRows.Takes(geometry)
            && gpu.CanRunGroups(LinearGpuFewRows.Threads, LinearGpuFewRows.SharedBytes),
        LinearGpuForm.Gemm64 => geometry.InFeatures > 0
            && gpu.CanRunGroups(GpuGemm64.Threads, GpuGemm64.SharedBytes),
        LinearGpuForm.Gemm128 => geometry.InFeatures > 0
            && gpu.CanRunGroups(GpuGemm128.Threads, GpuGemm128.SharedBytes),
        LinearGpuForm.Split64 => geometry.InFeatures > 0
            && GpuGemmSplit64.Takes(gpu, LinearGpuGemm.Geometry(geometry))
            && gpu.CanRunGroups(GpuGemm64.Threads, GpuGemm64.SharedBytes),
        LinearGpuForm.Registers => geometry.OutFeatures >= GpuGemmRegisters.Columns,
        _ => throw new ArgumentOutOfRangeException(nameof(form), form, "unknown form"),
    };

    /// <summary>Packs weights in the order in which a form reads them; called once per layer.</summary>
    /// <param name="form">One that fits.</param>
    /// <param name="geometry">All sizes; the number of rows does not matter.</param>
    /// <param name="weight">[OutFeatures,InFeatures]</param>
    public static float[] Pack(LinearGpuForm form, in LinearGeometry geometry, ReadOnlySpan<float> weight) =>
        form switch
        {
            LinearGpuForm.Gemm64 or LinearGpuForm.Gemm128 or LinearGpuForm.Split64 =>
                LinearGpuGemm.Pack(geometry, weight),
            LinearGpuForm.Registers =>
                GpuGemmRegisters.Pack(geometry.InFeatures, geometry.OutFeatures, weight),
            _ => weight.ToArray(),
        };

    /// <summary><c>output[r,o] = clamp(bias[o] + sum over i of input[r,i] * weight[o,i])</c></summary>
    /// <param name="form">One that fits.</param>
    /// <param name="gpu">The device that holds all the views.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="operands">The operands; the weights are packed by <see cref="Pack"/>.</param>
    /// <exception cref="GpuException">The device or its compiler fails.</exception>
    public static void Run(
        LinearGpuForm form, GpuAccelerator gpu, in LinearGeometry geometry, in LinearGpuOperands operands)
    {
        switch (form)
        {
            case LinearGpuForm.Naive:
                LinearGpuNaive.Run(gpu, geometry, operands);
                break;
            case LinearGpuForm.FewRows:
                LinearGpuFewRows.Run(gpu, geometry, operands);
                break;
            case LinearGpuForm.Gemm64:
                GpuGemm64.Run(gpu, LinearGpuGemm.Geometry(geometry), LinearGpuGemm.Operands(operands));
                break;
            case LinearGpuForm.Gemm128:
                GpuGemm128.Run(gpu, LinearGpuGemm.Geometry(geometry), LinearGpuGemm.Operands(operands));
                break;
            case LinearGpuForm.Split64:
                GpuGemmSplit64.Run(gpu, LinearGpuGemm.Geometry(geometry), LinearGpuGemm.Operands(operands));
                break;
            case LinearGpuForm.Registers:
                GpuGemmRegisters.Run(
                    gpu,
                    LinearGpuGemm.Geometry(geometry).Matrices,
                    operands.Input,
                    operands.Weight,
                    operands.Bias,
                    operands.Clamp,
                    operands.Output,
                    isPacked: true);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(form), form, "unknown form");
        }
    }
}
