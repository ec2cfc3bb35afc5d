using ILGPU;

namespace MiniConvViz.Kernels.Tests;

public sealed class Conv2dGpuTests(GpuDescription device) : GpuFixture(device)
{
    // batch, in channels, height, width, out channels, kernel (y, x), stride (y, x), padding (y, x), dilation (y, x), groups
    private static readonly int[][] Cases =
    [
        [1, 1, 5, 7, 1, 3, 3, 1, 1, 0, 0, 1, 1, 1],
        [2, 3, 9, 6, 8, 3, 3, 1, 1, 1, 1, 1, 1, 1],
        [1, 3, 23, 17, 7, 7, 7, 2, 2, 3, 3, 1, 1, 1],
        [1, 17, 4, 5, 3, 1, 1, 1, 1, 0, 0, 1, 1, 1],
        [3, 8, 7, 9, 6, 3, 2, 2, 1, 1, 0, 1, 1, 2],
        [1, 7, 8, 11, 7, 3, 3, 1, 2, 1, 1, 1, 1, 7],
        [1, 4, 6, 5, 8, 3, 3, 2, 2, 1, 1, 1, 1, 4],
        [1, 3, 12, 10, 5, 3, 3, 1, 1, 2, 4, 2, 4, 1],
        [1, 2, 1, 2, 3, 3, 5, 1, 1, 1, 2, 1, 1, 1],
        [2, 64, 3, 3, 2, 3, 3, 1, 1, 1, 1, 1, 1, 1],
    ];

    [TestCaseSource(nameof(Cases))]
    public void Conv2d_AwkwardShapes_MatchReference(int[] sizes)
    {
        Check(Geometry(sizes), withBias: true, withResidual: false, ClampRange.None);
        Check(Geometry(sizes), withBias: false, withResidual: false, ClampRange.None);
    }

    [TestCaseSource(nameof(Cases))]
    public void Conv2d_Epilogue_AddsResidualThenClamps(int[] sizes)
    {
        Check(Geometry(sizes), withBias: true, withResidual: true, ClampRange.ReLU);
        Check(Geometry(sizes), withBias: false, withResidual: true, new ClampRange(-0.1f, 0.2f));
    }

    [Test]
    public void Conv2d_NaNUnderReLU_StaysNaN()
    {
        Conv2dGeometry geometry = Geometry([1, 1, 2, 2, 1, 1, 1, 1, 1, 0, 0, 1, 1, 1]);
        ArrayView<float> output = Reserve(4);
        Conv2dGpu.Run(
            Gpu, geometry, Upload([-1f, float.NaN, 2f, 9f]), Upload([1f]), default, default, ClampRange.ReLU6, output);
        AssertExact(Download(output), [0f, float.NaN, 2f, 6f], "ReLU6 of a 1x1 convolution");
    }

    [Test]
    public void Conv2d_EmptyBatch_LaunchesNothing()
    {
        Conv2dGeometry geometry = Geometry([0, 1, 2, 2, 1, 1, 1, 1, 1, 0, 0, 1, 1, 1]);
        ArrayView<float> output = Reserve(1);
        Conv2dGpu.Run(Gpu, geometry, default, Upload([1f]), default, default, ClampRange.None, output);
        AssertExact(Download(output), [-12345f], "nothing to do");
    }

    private void Check(Conv2dGeometry geometry, bool withBias, bool withResidual, ClampRange clamp)
    {
        int outputs = geometry.Batch * geometry.OutChannels * geometry.OutHeight * geometry.OutWidth;
        float[] input = Random(geometry.Batch * geometry.InChannels * geometry.InHeight * geometry.InWidth, 1);
        float[] weight = Random(geometry.OutChannels * geometry.Terms, 2);
        float[] bias = Random(withBias ? geometry.OutChannels : 0, 3);
        float[] residual = Random(withResidual ? outputs : 0, 4);

        float[] expected = new float[outputs];
        Conv2dReference.Run(geometry, input, weight, bias, expected);
        for (int i = 0; i < outputs; i++)
        {
            expected[i] = clamp.Apply(expected[i] + (withResidual ? residual[i] : 0f));
        }

        ArrayView<float> output = Reserve(outputs);
        Conv2dGpu.Run(
            Gpu, geometry, Upload(input), Upload(weight), Upload(bias), Upload(residual), clamp, output);
        AssertClose(Download(output), expected, $"bias {withBias}, residual {withResidual}, {clamp}");
    }

    private static Conv2dGeometry Geometry(int[] sizes) => new()
    {
        Batch = sizes[0],
        InChannels = sizes[1],
        InHeight = sizes[2],
        InWidth = sizes[3],
        OutChannels = sizes[4],
        OutHeight = Conv2dGeometry.OutputSize(sizes[2], sizes[5], sizes[7], sizes[9], sizes[11]),
        OutWidth = Conv2dGeometry.OutputSize(sizes[3], sizes[6], sizes[8], sizes[10], sizes[12]),
        KernelHeight = sizes[5],
        KernelWidth = sizes[6],
        StrideY = sizes[7],
        StrideX = sizes[8],
        PaddingY = sizes[9],
        PaddingX = sizes[10],
        DilationY = sizes[11],
        DilationX = sizes[12],
        Groups = sizes[13],
    };
}
