using ILGPU;
using MiniConvViz.Kernels;
using MiniConvViz.Networks;

namespace MiniConvViz.Execution;

/// <summary>
/// Each form of convolution, of linear layer and of matrix product with layers to test it with. A network runs only the
/// forms that its own sizes choose, and a compiler may miscompile any form.
/// </summary>
internal static class GpuFormCases
{
    // More than one tile of 128 in both directions, the last ones not full, and enough terms for a split-K of five
    // (GpuSplit) where there are enough multiprocessors. Layers for the forms that support only 1x1 filters, or only
    // images of three channels, come after.
    private static readonly Conv2dGeometry[] Convolutions =
    [
        Convolution(channels: 76, height: 12, width: 13, kernel: 3, stride: 1, outChannels: 130),
        Convolution(channels: 652, height: 12, width: 13, kernel: 1, stride: 1, outChannels: 130),
        Convolution(channels: 3, height: 20, width: 18, kernel: 7, stride: 2, outChannels: 20),
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

    /// <summary>
    /// All cases, the simplest form of each operator first; a form has one case for each layer that it supports.
    /// </summary>
    public static IReadOnlyList<GpuFormCase> All()
    {
        RandomParameters random = new(6);
        GpuFormCase[] cases =
        [
            .. Convolutions.SelectMany(geometry => Cases(geometry, random)),
            .. Cases(Layer, random),
            .. Cases(Product, random),
        ];
        return [.. cases.OrderBy(test => !GpuFormCase.IsSimplest(test.Form))];
    }

    private static IEnumerable<GpuFormCase> Cases(Conv2dGeometry geometry, RandomParameters random)
    {
        float[] input = Values(random, geometry.InChannels, geometry.InHeight, geometry.InWidth);
        float[] weight = Values(
            random, geometry.OutChannels, geometry.InChannels, geometry.KernelHeight, geometry.KernelWidth);
        float[] bias = Values(random, geometry.OutChannels);
        Lazy<float[]> expected = new(() =>
        {
            float[] output = new float[geometry.OutChannels * geometry.OutHeight * geometry.OutWidth];
            Conv2dReference.Run(geometry, input, weight, bias, output);
            return output;
        });
        return Enum.GetValues<Conv2dGpuForm>().Select(form => new GpuFormCase(
            form,
            gpu => Conv2dGpuForms.Fits(form, gpu, geometry),
            gpu => Conv2dGpuForms.Choose(gpu, geometry) == form,
            (gpu, arena) => Error(gpu, arena, expected.Value, outputView => Conv2dGpuForms.Run(
                form,
                gpu,
                geometry,
                new Conv2dGpuOperands(
                    Upload(gpu, arena, input),
                    Upload(gpu, arena, Conv2dGpuForms.Pack(form, geometry, weight)),
                    Upload(gpu, arena, bias),
                    default,
                    ClampRange.None,
                    outputView)))));
    }

    private static IEnumerable<GpuFormCase> Cases(LinearGeometry geometry, RandomParameters random)
    {
        float[] input = Values(random, geometry.Rows, geometry.InFeatures);
        float[] weight = Values(random, geometry.OutFeatures, geometry.InFeatures);
        float[] bias = Values(random, geometry.OutFeatures);
        Lazy<float[]> expected = new(() =>
        {
            float[] output = new float[geometry.Rows * geometry.OutFeatures];
            LinearReference.Run(geometry, input, weight, bias, output);
            return output;
        });
        return Enum.GetValues<LinearGpuForm>().Select(form => new GpuFormCase(
            form,
            gpu => LinearGpuForms.Fits(form, gpu, geometry),
            gpu => LinearGpuForms.Choose(gpu, geometry) == form,
            (gpu, arena) => Error(gpu, arena, expected.Value, outputView => LinearGpuForms.Run(
                form,
                gpu,
                geometry,
                new LinearGpuOperands(
                    Upload(gpu, arena, input),
                    Upload(gpu, arena, LinearGpuForms.Pack(form, geometry, weight)),
                    Upload(gpu, arena, bias),
                    ClampRange.None,
                    outputView)))));
    }

    private static IEnumerable<GpuFormCase> Cases(MatMulGeometry geometry, RandomParameters random)
    {
        float[] left = Values(random, geometry.Batches, geometry.Rows, geometry.Terms);
        float[] right = Values(random, geometry.Terms, geometry.Columns);
        Lazy<float[]> expected = new(() =>
        {
            float[] output = new float[geometry.Batches * geometry.Rows * geometry.Columns];
            MatMulReference.Run(geometry, left, right, output);
            return output;
        });
        return Enum.GetValues<MatMulGpuForm>().Select(form => new GpuFormCase(
            form,
            gpu => MatMulGpuForms.Fits(form, gpu, geometry),
            gpu => MatMulGpuForms.Choose(gpu, geometry) == form,
            (gpu, arena) => Error(gpu, arena, expected.Value, outputView => MatMulGpuForms.Run(
                form, gpu, geometry, Upload(gpu, arena, left), Upload(gpu, arena, right), outputView))));
    }

    private static double Error(GpuAccelerator gpu, GpuArena arena, float[] expected, Action<ArrayView<float>> run)
    {
        // Fills the output with NaN, so that an element that a form does not write is wrong.
        float[] computed = new float[expected.Length];
        Array.Fill(computed, float.NaN);
        ArrayView<float> outputView = Upload(gpu, arena, computed);
        run(outputView);
        gpu.Download(outputView, computed);
        return GpuSelfTest.RelativeError(computed, expected);
    }

    private static ArrayView<float> Upload(GpuAccelerator gpu, GpuArena arena, float[] values)
    {
        ArrayView<float> view = arena.Reserve(values.Length);
        gpu.Upload(values, view);
        return view;
    }

    private static float[] Values(RandomParameters random, params int[] shape) =>
        random.Get("values", [.. shape]).Values.ToArray();

    private static Conv2dGeometry Convolution(
        int channels, int height, int width, int kernel, int stride, int outChannels) => new()
        {
            Batch = 1,
            InChannels = channels,
            InHeight = height,
            InWidth = width,
            OutChannels = outChannels,
            OutHeight = ((height - 1) / stride) + 1,
            OutWidth = ((width - 1) / stride) + 1,
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
