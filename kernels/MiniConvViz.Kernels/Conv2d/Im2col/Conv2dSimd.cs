namespace MiniConvViz.Kernels;

/// <summary>
/// Convolution on the CPU's vector units: a blocked GEMM whose right-hand matrix is packed from the image by im2col,
/// panel by panel (<see cref="Conv2dGemm{TTile}"/>).
/// </summary>
internal static unsafe class Conv2dSimd
{
    private const int MaxColumnPanelsPerPiece = 8;
    private const int PiecesPerWorker = 4;

    /// <summary>
    /// Convolves, adds and clamps in one pass.
    /// <code>output = clamp(conv(input, weight) + bias + residual)</code>
    /// Accumulators are float, and the order of the sums does not depend on the number of workers.
    /// </summary>
    /// <param name="workers">The threads.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="input">[N,C,H,W]</param>
    /// <param name="weights">[O,C/groups,KH,KW] and [O], packed.</param>
    /// <param name="residual">[N,O,OH,OW], or empty for none.</param>
    /// <param name="clamp">The fused activation, or <see cref="ClampRange.None"/>.</param>
    /// <param name="output">[N,O,OH,OW]; overlaps neither input nor residual.</param>
    public static void Run(
        CpuWorkers workers,
        in Conv2dGeometry geometry,
        ReadOnlySpan<float> input,
        Conv2dPackedWeights weights,
        ReadOnlySpan<float> residual,
        ClampRange clamp,
        Span<float> output)
    {
        if (output.IsEmpty)
        {
            return;
        }

        fixed (float* inputPointer = input, residualPointer = residual, outputPointer = output)
        fixed (float* weightPointer = weights.Weights, biasPointer = weights.Bias)
        {
            if (weights.IsDepthwise)
            {
                Conv2dDepthwiseSimd.Run(
                    workers, geometry, inputPointer, weightPointer, biasPointer, residualPointer, clamp, outputPointer);
                return;
            }

            Conv2dOperands operands = new()
            {
                Geometry = geometry.IsPixelwise ? geometry.AsOneRow() : geometry,
                Input = inputPointer,
                Weights = weightPointer,
                Bias = biasPointer,
                Residual = residualPointer,
                Output = outputPointer,
                Clamp = clamp,
            };
            switch (weights.Form)
            {
                case Conv2dTileForm.Avx512:
                    Multiply(workers, new Conv2dGemm<Conv2dTileAvx512>(operands));
                    break;
                case Conv2dTileForm.Avx2:
                    Multiply(workers, new Conv2dGemm<Conv2dTileAvx2>(operands));
                    break;
                case Conv2dTileForm.Vector128:
                    Multiply(workers, new Conv2dGemm<Conv2dTileVector128>(operands));
                    break;
                default:
                    Multiply(workers, new Conv2dGemm<Conv2dTileScalar>(operands));
                    break;
            }
        }
    }

    private static void Multiply<TTile>(CpuWorkers workers, in Conv2dGemm<TTile> product)
        where TTile : unmanaged, IConv2dTile
    {
        int panels = product.ImageGroups * product.ColumnPanels;
        if (workers.Threads == 1 || panels >= PiecesPerWorker * workers.Threads)
        {
            RunOwnColumns(workers, product, panels);
        }
        else
        {
            RunSharedColumns(workers, product, panels);
        }
    }

    private static void RunOwnColumns<TTile>(CpuWorkers workers, in Conv2dGemm<TTile> product, int panels)
        where TTile : unmanaged, IConv2dTile
    {
        int panelsPerPiece = Math.Clamp(panels / (PiecesPerWorker * workers.Threads), 1, MaxColumnPanelsPerPiece);
        Conv2dOwnColumnsJob<TTile> job = new()
        {
            Product = product,
            PiecesPerImageGroup = (product.ColumnPanels + panelsPerPiece - 1) / panelsPerPiece,
        };
        workers.For(product.ImageGroups * job.PiecesPerImageGroup, ref job, job.ScratchFloats);
    }

    private static void RunSharedColumns<TTile>(CpuWorkers workers, in Conv2dGemm<TTile> product, int panels)
        where TTile : unmanaged, IConv2dTile
    {
        using Lock.Scope hold = workers.Hold();
        float* columns = workers.SharedScratch(checked(panels * product.Blocks.Terms * TTile.Columns));
        Conv2dPackColumnsJob<TTile> pack = new() { Product = product, Columns = columns };
        workers.For(panels * product.Blocks.Count, ref pack);

        int pieces = PiecesPerWorker * workers.Threads;
        Conv2dSharedColumnsJob<TTile> multiply = new()
        {
            Product = product,
            Columns = columns,
            PiecesPerImageGroup = Math.Min((pieces + product.ImageGroups - 1) / product.ImageGroups, product.RowPanels),
        };
        workers.For(product.ImageGroups * multiply.PiecesPerImageGroup, ref multiply);
    }
}
