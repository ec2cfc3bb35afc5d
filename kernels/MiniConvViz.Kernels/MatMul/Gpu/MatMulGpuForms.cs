using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>The properties of each <see cref="MatMulGpuForm"/>, and the choice of one for a product.</summary>
internal static class MatMulGpuForms
{
    // With fewer rows or columns a tile would be mostly empty.
    private const int SmallestForTiles = 4;

    /// <summary>
    /// The form that is expected to be the fastest: tiles on a GPU, of the kind that the model of time
    /// (<see cref="GpuGemmTimes"/>) prefers; registers without shared memory on a CPU OpenCL device; and a thread per
    /// output if there are very few rows or columns.
    /// </summary>
    public static MatMulGpuForm Choose(GpuAccelerator gpu, in MatMulGeometry geometry)
    {
        if (gpu.Description.IsProcessor || !Takes(MatMulGpuForm.Gemm64, gpu, geometry))
        {
            return WithoutGroups(gpu, geometry);
        }

        GpuGemmGeometry product = Product(geometry);
        if (Math.Min(product.Matrices.Rows, geometry.Columns) < SmallestForTiles)
        {
            return MatMulGpuForm.Naive;
        }

        return GpuGemmTimes.Fastest<MatMulGpuForm>(
            gpu,
            product,
            Fits(MatMulGpuForm.Gemm64, gpu, geometry) ? MatMulGpuForm.Gemm64 : null,
            Fits(MatMulGpuForm.Gemm128, gpu, geometry) ? MatMulGpuForm.Gemm128 : null,
            Fits(MatMulGpuForm.Split64, gpu, geometry) ? MatMulGpuForm.Split64 : null) ?? WithoutGroups(gpu, geometry);
    }

    // The forms without thread blocks; the naive one, which fits matrices of any size, is last.
    private static MatMulGpuForm WithoutGroups(GpuAccelerator gpu, in MatMulGeometry geometry) =>
        Fits(MatMulGpuForm.Registers, gpu, geometry) ? MatMulGpuForm.Registers : MatMulGpuForm.Naive;

    /// <summary>Every form that fits and may be the fastest, to be timed.</summary>
    public static IEnumerable<MatMulGpuForm> Candidates(GpuAccelerator gpu, MatMulGeometry geometry) =>
        Enum.GetValues<MatMulGpuForm>()
            .Where(form => Fits(form, gpu, geometry))
            .Where(form => form != MatMulGpuForm.Split64 || GpuGemmSplit64.Suits(gpu, Product(geometry)));

    /// <summary>
    /// Whether a device can run such a product in a form: its thread blocks fit, among other conditions, and the form
    /// is not among the device's <see cref="GpuAccelerator.ExcludedForms"/>.
    /// </summary>
    public static bool Fits(MatMulGpuForm form, GpuAccelerator gpu, in MatMulGeometry geometry) =>
        !gpu.Excludes(form) && Takes(form, gpu, geometry);

    private static bool Takes(MatMulGpuForm form, GpuAccelerator gpu, in MatMulGeometry geometry) => form switch
    {
        MatMulGpuForm.Naive => true,
        MatMulGpuForm.Gemm64 => geometry.Terms > 0
            && gpu.CanRunGroups(GpuGemm64.Threads, GpuGemm64.SharedBytes),
        MatMulGpuForm.Gemm128 => geometry.Terms > 0
            && gpu.CanRunGroups(GpuGemm128.Threads, GpuGemm128.SharedBytes),
        MatMulGpuForm.Split64 => geometry.Terms > 0
            && GpuGemmSplit64.Takes(gpu, Product(geometry))
            && gpu.CanRunGroups(GpuGemm64.Threads, GpuGemm64.SharedBytes),
        MatMulGpuForm.Registers => geometry.Columns >= GpuGemmRegisters.Columns,
        _ => throw new ArgumentOutOfRangeException(nameof(form), form, "unknown form"),
    };

    /// <summary><c>output[b,r,c] = sum over t of left[l(b),r,t] * right[r(b),t,c]</c></summary>
    /// <param name="form">One that fits.</param>
    /// <param name="gpu">The device that holds all the views.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="leftView">[...,Rows,Terms]</param>
    /// <param name="rightView">[...,Terms,Columns]</param>
    /// <param name="outputView">[Batches,Rows,Columns]</param>
    /// <exception cref="GpuException">The device or its compiler fails.</exception>
    public static void Run(
        MatMulGpuForm form,
        GpuAccelerator gpu,
        in MatMulGeometry geometry,
        ArrayView<float> leftView,
        ArrayView<float> rightView,
        ArrayView<float> outputView)
    {
        GpuGemmOperands operands = new(leftView, rightView, default, default, ClampRange.None, outputView);
        switch (form)
        {
            case MatMulGpuForm.Naive:
                MatMulGpuNaive.Run(gpu, geometry, leftView, rightView, outputView);
                break;
            case MatMulGpuForm.Gemm64:
                GpuGemm64.Run(gpu, Product(geometry), operands);
                break;
            case MatMulGpuForm.Gemm128:
                GpuGemm128.Run(gpu, Product(geometry), operands);
                break;
            case MatMulGpuForm.Split64:
                GpuGemmSplit64.Run(gpu, Product(geometry), operands);
                break;
            case MatMulGpuForm.Registers:
                GpuGemmRegisters.Run(
                    gpu,
                    Product(geometry).Matrices,
                    leftView,
                    rightView,
                    default,
                    ClampRange.None,
                    outputView,
                    isPacked: false);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(form), form, "unknown form");
        }
    }

    private static GpuGemmGeometry Product(in MatMulGeometry geometry) =>
        GpuGemmGeometry.Create(geometry, biasPerRow: 0, biasPerColumn: 0);
}
