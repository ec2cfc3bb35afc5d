using ILGPU;

namespace MiniConvViz.Kernels.Tests;

/// <summary>Long sums, which the kernels that are chosen for a device compute in parts.</summary>
internal sealed class GpuSumPartsTests(GpuDescription device) : GpuFixture(device)
{
    /// <summary>
    /// In parts of 512 terms it is 0.31e-6, whatever their number. In one run over 4608 terms it would be 0.8e-6.
    /// </summary>
    private const double ErrorInParts = 0.4e-6;

    private static readonly (int Channels, int Kernel)[] Filters = [(85, 3), (86, 3), (512, 3), (1030, 3), (4610, 1)];

    private static IEnumerable<Conv2dGpuForm> ConvolutionForms =>
    [
        Conv2dGpuForm.Gemm64, Conv2dGpuForm.Gemm128, Conv2dGpuForm.Registers, Conv2dGpuForm.Depthwise,
        Conv2dGpuForm.Pointwise64, Conv2dGpuForm.Pointwise128, Conv2dGpuForm.Split64, Conv2dGpuForm.PointwiseSplit64,
        Conv2dGpuForm.Gemm64x128,
    ];

    [Test]
    public void Convolution_LongSums_HaveTheErrorOfShortOnes(
        [ValueSource(nameof(ConvolutionForms))] Conv2dGpuForm form, [Values(5, 6)] int width)
    {
        int seed = 0;
        foreach ((int channels, int kernel) in Filters)
        {
            Conv2dGeometry geometry = Conv2dCases.Create(
                (2, channels, 3, width), 17, (kernel, kernel), padding: (kernel / 2, kernel / 2));
            if (Conv2dGpuForms.Fits(form, Gpu, geometry))
            {
                Conv2dCase data = new(geometry, hasResidual: seed % 2 == 0, ++seed);
                ClampRange clamp = new(-9f, 99f);
                Rectify(data.Input);
                Conv2dGpuOperands operands = new(
                    Upload(data.Input),
                    Upload(Conv2dGpuForms.Pack(form, geometry, data.Weight)),
                    Upload(data.Bias),
                    Upload(data.Residual),
                    clamp,
                    Reserve(data.OutputLength));
                Conv2dGpuForms.Run(form, Gpu, geometry, operands);
                FloatsAssert.Close(
                    data.RunReference(clamp), Download(operands.Output), ErrorInParts, Conv2dCases.Describe(geometry));
            }
        }
    }

    [Test]
    public void Linear_LongSums_HaveTheErrorOfShortOnes([Values] LinearGpuForm form)
    {
        foreach (int features in new[] { 767, 768, 4608, 9217 })
        {
            LinearGeometry geometry = new() { Rows = 7, InFeatures = features, OutFeatures = 18 };
            if (LinearGpuForms.Fits(form, Gpu, geometry))
            {
                (float[] input, float[] weight) = (Rectified(7 * features), Floats(18 * features, 2));
                float[] bias = Floats(18, 3);
                float[] expected = new float[7 * 18];
                LinearReference.Run(geometry, input, weight, bias, expected);
                float[] packed = LinearGpuForms.Pack(form, geometry, weight);
                LinearGpuOperands operands = new(
                    Upload(input), Upload(packed), Upload(bias), ClampRange.None, Reserve(7 * 18));
                LinearGpuForms.Run(form, Gpu, geometry, operands);
                FloatsAssert.Close(expected, Download(operands.Output), ErrorInParts, $"{features} features");
            }
        }
    }

    [Test]
    public void MatMul_LongSums_HaveTheErrorOfShortOnes([Values] MatMulGpuForm form, [Values(4608, 9217)] int terms)
    {
        MatMulGeometry geometry = new()
        {
            Batches = 1,
            Meeting = BroadcastGeometry.Create([], []),
            Rows = 9,
            Terms = terms,
            Columns = 20,
        };
        if (MatMulGpuForms.Fits(form, Gpu, geometry))
        {
            (float[] left, float[] right) = (Rectified(9 * terms), Floats(terms * 20, 2));
            float[] expected = new float[9 * 20];
            MatMulReference.Run(geometry, left, right, expected);
            ArrayView<float> outputView = Reserve(9 * 20);
            MatMulGpuForms.Run(form, Gpu, geometry, Upload(left), Upload(right), outputView);
            FloatsAssert.Close(expected, Download(outputView), ErrorInParts, $"{terms} terms");
        }
    }

    [Test]
    public void ConvTranspose_LongSums_HaveTheErrorOfShortOnes()
    {
        ConvTranspose2dGeometry geometry =
            ConvTranspose2dCases.Create((1, 300, 4, 5), 3, (3, 3), (1, 1), (1, 1), (1, 1), 0);
        (float[] input, float[] weight) = (Rectified(300 * 4 * 5), Floats(300 * 3 * 9, 2));
        float[] expected = new float[geometry.OutChannels * geometry.OutHeight * geometry.OutWidth];
        ConvTranspose2dReference.Run(geometry, input, weight, [], expected);
        ArrayView<float> outputView = Reserve(expected.Length);
        ConvTranspose2dGpu.Run(Gpu, geometry, Upload(input), Upload(weight), default, outputView);
        FloatsAssert.Close(expected, Download(outputView), ErrorInParts, "300 channels of 3x3");
    }

    // Steps of 8 terms: parts of 64, the first of 32 to 95.
    [TestCase(1, 0)]
    [TestCase(95, 0)]
    [TestCase(96, 64)]
    [TestCase(144, 64)]
    [TestCase(576, 512)]
    public void FirstEnd_LeavesWholeParts(int steps, int expected) =>
        Assert.That(GpuSumParts.FirstEnd(steps, 64), Is.EqualTo(expected));

    [Test]
    public void Candidates_LongSums_AreNotDoneInOneRun()
    {
        Conv2dGeometry geometry = Conv2dCases.Create((1, 512, 9, 9), 64, (3, 3));
        Assert.That(
            Conv2dGpuForms.Candidates(Gpu, geometry, sumsOnly: true),
            Has.Some.EqualTo(Conv2dGpuForms.Choose(Gpu, geometry, sumsOnly: true))
                .And.None.AnyOf(Conv2dGpuForm.FirstLayer, Conv2dGpuForm.Winograd, Conv2dGpuForm.WinogradRegisters));
    }

    private static float[] Rectified(int count)
    {
        float[] numbers = Floats(count, 1);
        Rectify(numbers);
        return numbers;
    }

    // Outputs of a ReLU are the harder case: sums of values with mean zero have smaller rounding errors.
    private static void Rectify(float[] numbers)
    {
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = Math.Max(numbers[i], 0f);
        }
    }
}
