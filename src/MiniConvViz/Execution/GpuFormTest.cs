using ILGPU;
using MiniConvViz.Kernels;
using MiniConvViz.Networks;

namespace MiniConvViz.Execution;

/// <summary>
/// Runs each form of convolution, of linear layer and of matrix product that a device can run, once, beside the
/// reference loops. A network tries only the forms that its own sizes choose, and a compiler may miscompile any.
/// </summary>
internal sealed class GpuFormTest(GpuAccelerator gpu) : IDisposable
{
    // More than one tile of 128 in both directions, none of them full, and terms for five stretches (GpuSplit) where
    // there are multiprocessors for them; what takes only filters of one pixel, or only pictures of three channels,
    // comes behind.
    private static readonly Conv2dGeometry[] Convolutions =
    [
        Convolution(channels: 76, kernel: 3, stride: 1, outChannels: 130),
        Convolution(channels: 652, kernel: 1, stride: 1, outChannels: 130),
        Convolution(channels: 3, kernel: 7, stride: 2, outChannels: 20),
    ];

    private static readonly LinearGeometry Layer = new() { Rows = 130, InFeatures = 652, OutFeatures = 131 };

    private static readonly MatMulGeometry Product = new()
    {
        Batches = 2,
        Meeting = BroadcastGeometry.Create([2], [1]),
        Rows = 130,
        Terms = 644,
        Columns = 132,
    };

    private readonly GpuArena _arena = new(gpu);
    private readonly RandomParameters _random = new(6);

    /// <summary>Each form that was run, and the relative L2 error of what it computed.</summary>
    /// <exception cref="GpuException">The device or its compiler fails.</exception>
    public IEnumerable<(string Form, double Error)> Run() => [.. RunConvolutions(), .. RunLayers(), .. RunProducts()];

    /// <summary>Gives the device's memory back.</summary>
    public void Dispose() => _arena.Dispose();

    private IEnumerable<(string Form, double Error)> RunConvolutions()
    {
        HashSet<Conv2dGpuForm> left = [.. Enum.GetValues<Conv2dGpuForm>()];
        foreach (Conv2dGeometry geometry in Convolutions)
        {
            float[] input = Numbers(geometry.InChannels, geometry.InHeight, geometry.InWidth);
            float[] weight = Numbers(
                geometry.OutChannels, geometry.InChannels, geometry.KernelHeight, geometry.KernelWidth);
            float[] bias = Numbers(geometry.OutChannels);
            float[] expected = new float[geometry.OutChannels * geometry.OutHeight * geometry.OutWidth];
            Conv2dReference.Run(geometry, input, weight, bias, expected);
            ArrayView<float> inputView = Upload(input), biasView = Upload(bias);
            foreach (Conv2dGpuForm form in left.Where(form => Conv2dGpuForms.Fits(form, gpu, geometry)).ToArray())
            {
                left.Remove(form);
                ArrayView<float> weightView = Upload(Conv2dGpuForms.Pack(form, geometry, weight));
                yield return Run($"Conv2d, {form}", expected, output => Conv2dGpuForms.Run(
                    form,
                    gpu,
                    geometry,
                    new Conv2dGpuOperands(inputView, weightView, biasView, default, ClampRange.None, output)));
            }
        }
    }

    private IEnumerable<(string Form, double Error)> RunLayers()
    {
        float[] input = Numbers(Layer.Rows, Layer.InFeatures);
        float[] weight = Numbers(Layer.OutFeatures, Layer.InFeatures);
        float[] bias = Numbers(Layer.OutFeatures);
        float[] expected = new float[Layer.Rows * Layer.OutFeatures];
        LinearReference.Run(Layer, input, weight, bias, expected);
        ArrayView<float> inputView = Upload(input), biasView = Upload(bias);
        foreach (LinearGpuForm form in Enum.GetValues<LinearGpuForm>())
        {
            if (LinearGpuForms.Fits(form, gpu, Layer))
            {
                ArrayView<float> weightView = Upload(LinearGpuForms.Pack(form, Layer, weight));
                yield return Run($"Linear, {form}", expected, output => LinearGpuForms.Run(
                    form,
                    gpu,
                    Layer,
                    new LinearGpuOperands(inputView, weightView, biasView, ClampRange.None, output)));
            }
        }
    }

    private IEnumerable<(string Form, double Error)> RunProducts()
    {
        float[] left = Numbers(Product.Batches, Product.Rows, Product.Terms);
        float[] right = Numbers(Product.Terms, Product.Columns);
        float[] expected = new float[Product.Batches * Product.Rows * Product.Columns];
        MatMulReference.Run(Product, left, right, expected);
        ArrayView<float> leftView = Upload(left), rightView = Upload(right);
        foreach (MatMulGpuForm form in Enum.GetValues<MatMulGpuForm>())
        {
            if (MatMulGpuForms.Fits(form, gpu, Product))
            {
                yield return Run($"MatMul, {form}", expected, output => MatMulGpuForms.Run(
                    form, gpu, Product, leftView, rightView, output));
            }
        }
    }

    private (string Form, double Error) Run(string form, float[] expected, Action<ArrayView<float>> run)
    {
        ArrayView<float> outputView = _arena.Reserve(expected.Length);
        run(outputView);
        float[] computed = new float[expected.Length];
        gpu.Download(outputView, computed);
        return (form, GpuSelfTest.RelativeError(computed, expected));
    }

    private ArrayView<float> Upload(float[] numbers)
    {
        ArrayView<float> view = _arena.Reserve(numbers.Length);
        gpu.Upload(numbers, view);
        return view;
    }

    private float[] Numbers(params int[] shape) => _random.Get("values", [.. shape]).Values.ToArray();

    private static Conv2dGeometry Convolution(int channels, int kernel, int stride, int outChannels) => new()
    {
        Batch = 1,
        InChannels = channels,
        InHeight = 20,
        InWidth = 18,
        OutChannels = outChannels,
        OutHeight = ((20 - 1) / stride) + 1,
        OutWidth = ((18 - 1) / stride) + 1,
        KernelHeight = kernel,
        KernelWidth = kernel,
        StrideY = stride,
        StrideX = stride,
        PaddingY = kernel / 2,
        PaddingX = kernel / 2,
        DilationY = 1,
        DilationX = 1,
        Groups = 1,
    };
}
