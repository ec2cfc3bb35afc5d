using MiniConvViz.Kernels;

namespace MiniConvViz.Benchmarks;

/// <summary>One convolution by one algorithm, with its operands laid out as the algorithm wants them.</summary>
internal sealed class LayerRun
{
    private readonly Conv2dGeometry _geometry;
    private readonly Conv2dPacked _packed;
    private readonly ArraySegment<float> _input;
    private readonly ArraySegment<float> _output;

    /// <summary>Packs the weights and lays the input out.</summary>
    public LayerRun(Conv2dAlgorithm algorithm, Conv2dGeometry geometry, float[] input, float[] weight, float[] bias)
    {
        (Algorithm, _geometry) = (algorithm, geometry);
        _packed = Conv2dAlgorithms.Pack(algorithm, geometry, weight, bias);
        int inPixels = geometry.InHeight * geometry.InWidth;
        bool isInputBlocked = Conv2dAlgorithms.TakesBlocks(algorithm);
        _input = AlignedMemory.Allocate(
            isInputBlocked ? ChannelBlocks.Floats(geometry.Batch, geometry.InChannels, inPixels) : input.Length);
        _output = AlignedMemory.Allocate(
            Conv2dAlgorithms.MakesBlocks(algorithm)
                ? ChannelBlocks.Floats(geometry.Batch, geometry.OutChannels, OutPixels)
                : geometry.Batch * geometry.OutChannels * OutPixels);
        if (isInputBlocked)
        {
            ChannelBlocksReference.Pack(geometry.Batch, geometry.InChannels, inPixels, input, _input);
        }
        else
        {
            input.CopyTo(_input.AsSpan());
        }
    }

    public Conv2dAlgorithm Algorithm { get; }

    private int OutPixels => _geometry.OutHeight * _geometry.OutWidth;

    /// <summary>Convolves once, with a ReLU.</summary>
    public void Run(CpuWorkers workers) =>
        _packed.Run(workers, _geometry, _input, residual: default, ClampRange.ReLU, _output);

    /// <summary>The output, [N,O,OH,OW].</summary>
    public float[] PlainOutput()
    {
        float[] plain = new float[_geometry.Batch * _geometry.OutChannels * OutPixels];
        if (Conv2dAlgorithms.MakesBlocks(Algorithm))
        {
            ChannelBlocksReference.Unpack(_geometry.Batch, _geometry.OutChannels, OutPixels, _output, plain);
        }
        else
        {
            _output.AsSpan().CopyTo(plain);
        }

        return plain;
    }
}
