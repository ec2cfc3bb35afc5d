namespace MiniConvViz.Kernels;

/// <summary>
/// A convolution's weights and bias for the direct algorithm, whose output is in blocked layout
/// (<see cref="ChannelBlocks"/>): <see cref="Conv2dAlgorithm.Direct"/> for blocked input, and
/// <see cref="Conv2dAlgorithm.Planes"/> for the few plain channels of an image. See
/// <see cref="Conv2dDirectJob{TTile, TPixels}"/>.
/// </summary>
internal sealed unsafe class Conv2dDirectPacked : Conv2dPacked
{
    /// <summary>The approximate number of terms of a part of a sum; the parts are added afterwards.</summary>
    private const int TermsPerPart = 128;

    private readonly Conv2dTileForm _form;
    private readonly int _termsPerPart;
    private readonly ArraySegment<float> _weights;
    private readonly ArraySegment<float> _bias;

    private Conv2dDirectPacked(
        Conv2dAlgorithm algorithm,
        Conv2dTileForm form,
        int termsPerPart,
        ArraySegment<float> weights,
        ArraySegment<float> bias)
    {
        (Algorithm, _form, _termsPerPart, _weights, _bias) = (algorithm, form, termsPerPart, weights, bias);
    }

    /// <inheritdoc/>
    public override Conv2dAlgorithm Algorithm { get; }

    /// <summary>Whether it computes such a convolution: no block of channels may belong to two groups.</summary>
    public static bool Takes(in Conv2dGeometry geometry) =>
        geometry.Groups == 1
        || (geometry.GroupInChannels % ChannelBlocks.Lanes == 0
            && geometry.GroupOutChannels % ChannelBlocks.Lanes == 0);

    /// <inheritdoc/>
    public override void Run(
        CpuWorkers workers,
        in Conv2dGeometry geometry,
        ReadOnlySpan<float> input,
        ReadOnlySpan<float> residual,
        ClampRange clamp,
        Span<float> output)
    {
        if (output.IsEmpty)
        {
            return;
        }

        fixed (float* inputPointer = input, residualPointer = residual, outputPointer = output)
        fixed (float* weightPointer = _weights.AsSpan(), biasPointer = _bias.AsSpan())
        {
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
            switch (_form)
            {
                case Conv2dTileForm.Avx512:
                    Run<Conv2dDirectAvx512>(workers, operands);
                    break;
                case Conv2dTileForm.Avx2:
                    Run<Conv2dDirectAvx2>(workers, operands);
                    break;
                case Conv2dTileForm.Vector128:
                    Run<Conv2dDirectVector128>(workers, operands);
                    break;
                default:
                    Run<Conv2dDirectScalar>(workers, operands);
                    break;
            }
        }
    }

    /// <summary>Packs for a chosen form, which this machine must support.</summary>
    public static Conv2dDirectPacked Pack(
        Conv2dAlgorithm algorithm,
        Conv2dTileForm form,
        in Conv2dGeometry geometry,
        ReadOnlySpan<float> weight,
        ReadOnlySpan<float> bias,
        int termsPerPart = TermsPerPart)
    {
        Conv2dDirectPanels panels = new(geometry, PanelBlocks(form));
        ArraySegment<float> packedWeights = AlignedMemory.Allocate(panels.Floats);
        ArraySegment<float> packedBias = AlignedMemory.Allocate(panels.Lanes);
        packedWeights.AsSpan().Clear();
        packedBias.AsSpan().Clear();
        int pixelFloats = algorithm == Conv2dAlgorithm.Direct ? ChannelBlocks.Lanes : 1;
        panels.Pack(geometry, pixelFloats, weight, packedWeights);
        bias.CopyTo(packedBias);
        return new Conv2dDirectPacked(algorithm, form, termsPerPart, packedWeights, packedBias);
    }

    private static int PanelBlocks(Conv2dTileForm form) => form switch
    {
        Conv2dTileForm.Avx512 => Conv2dDirectAvx512.PanelBlocks,
        Conv2dTileForm.Avx2 => Conv2dDirectAvx2.PanelBlocks,
        Conv2dTileForm.Vector128 => Conv2dDirectVector128.PanelBlocks,
        _ => Conv2dDirectScalar.PanelBlocks,
    };

    private void Run<TTile>(CpuWorkers workers, in Conv2dOperands operands)
        where TTile : unmanaged, IConv2dDirectTile
    {
        if (Algorithm == Conv2dAlgorithm.Direct)
        {
            Conv2dDirectJob<TTile, Conv2dBlockedPixels> job = new(operands, _termsPerPart, workers.Threads);
            workers.For(job.Pieces, ref job, job.ScratchFloats);
        }
        else
        {
            Conv2dDirectJob<TTile, Conv2dPlanePixels> job = new(operands, _termsPerPart, workers.Threads);
            workers.For(job.Pieces, ref job, job.ScratchFloats);
        }
    }
}
