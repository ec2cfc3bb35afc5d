using ILGPU;
using MiniConvViz.Kernels.Tests.Ptx;

namespace MiniConvViz.Kernels.Tests;

/// <summary>Split-K: GEMMs whose terms are cut into any number of stretches.</summary>
internal sealed class GpuSplitTests(GpuDescription device) : GpuFixture(device)
{
    // Fewer steps than stretches, equally many, one more than a multiple; an odd number that is no multiple of four.
    private static readonly int[] Stretches = [1, 2, 3, 4, 9, 40];

    private static GpuBlock Block => Conv2dGpuSplit64.Block;

    // 1 to 47 steps of eight terms: taps that begin within a stretch, maps of 49 pixels, groups, a batch, two tiles of
    // channels, a border.
    private static IEnumerable<Conv2dGeometry> Convolutions =>
    [
        Conv2dCases.Create((1, 3, 2, 3), 4, (1, 1)),
        Conv2dCases.Create((1, 17, 14, 14), 70, (3, 3), stride: (2, 2), padding: (1, 1)),
        Conv2dCases.Create((2, 41, 5, 7), 5, (3, 3), padding: (1, 1)),
        Conv2dCases.Create((3, 12, 6, 6), 18, (3, 2), stride: (2, 1), groups: 3),
        Conv2dCases.Create((1, 130, 7, 7), 65, (1, 1), stride: (2, 2)),
        Conv2dCases.Create((1, 2, 9, 8), 3, (5, 7), padding: (2, 3), dilation: (2, 1)),
    ];

    // Rows and columns around the size of a tile; row lengths that are a multiple of four, and others.
    private static IEnumerable<MatMulGeometry> Products =>
    [
        Product([], [], 1, 3, 5),
        Product([], [], 66, 64, 20),
        Product([], [], 17, 131, 67),
        Product([1], [3], 5, 36, 28),
        Product([2], [2], 9, 50, 70),
    ];

    [Test]
    public void Convolution_AnyNumberOfStretches_MatchesReference([ValueSource(nameof(Stretches))] int stretches)
    {
        int seed = 0;
        foreach (Conv2dGeometry geometry in Convolutions.Where(Fits))
        {
            ClampRange clamp = seed % 3 == 0 ? ClampRange.ReLU : new(-0.5f, 1.5f);
            Conv2dCase data = new(geometry, hasResidual: seed % 2 == 0, seed++);
            Conv2dGpuOperands operands = Operands(geometry, data, clamp);
            Conv2dGpuSplit64.Run(Gpu, geometry, operands, stretches);
            FloatsAssert.Close(
                data.RunReference(clamp),
                Download(operands.Output),
                MaxRelativeError,
                $"{stretches} stretches, {Conv2dCases.Describe(geometry)}");
        }
    }

    [Test]
    public void Convolution_ResidualThatIsTheOutput_IsAddedOnce([ValueSource(nameof(Stretches))] int stretches)
    {
        foreach (Conv2dGeometry geometry in Convolutions.Where(Fits))
        {
            Conv2dCase data = new(geometry, hasResidual: true, seed: 7);
            Conv2dGpuOperands operands = Operands(geometry, data, ClampRange.ReLU);
            operands = operands with { Output = operands.Residual };
            Conv2dGpuSplit64.Run(Gpu, geometry, operands, stretches);
            FloatsAssert.Close(
                data.RunReference(ClampRange.ReLU),
                Download(operands.Output),
                MaxRelativeError,
                $"{stretches} stretches, {Conv2dCases.Describe(geometry)}");
        }
    }

    [Test]
    public void Product_AnyNumberOfStretches_MatchesReference([ValueSource(nameof(Stretches))] int stretches)
    {
        foreach (MatMulGeometry matrices in Products.Where(Fits))
        {
            BroadcastOffsets last = matrices.Meeting.Offsets(matrices.Batches - 1);
            float[] left = Floats((last.Left + 1) * matrices.Rows * matrices.Terms, 1);
            float[] right = Floats((last.Right + 1) * matrices.Terms * matrices.Columns, 2);
            float[] bias = Floats(matrices.Columns, 3);
            float[] residual = Floats(matrices.Batches * matrices.Rows * matrices.Columns, 4);
            float[] expected = new float[residual.Length];
            MatMulReference.Run(matrices, left, right, expected);
            for (int i = 0; i < expected.Length; i++)
            {
                expected[i] = ClampRange.ReLU.Apply(expected[i] + bias[i % matrices.Columns] + residual[i]);
            }

            GpuGemmOperands operands = new(
                Upload(left), Upload(right), Upload(bias), Upload(residual), ClampRange.ReLU, Reserve(expected.Length));
            GpuGemmSplit64.Run(Gpu, GpuGemmGeometry.Create(matrices, 0, 1), operands, stretches);
            FloatsAssert.Close(
                expected,
                Download(operands.Output),
                MaxRelativeError,
                $"{stretches} stretches of {matrices.Rows} x {matrices.Terms} x {matrices.Columns}");
        }
    }

    [Test]
    public void Convolution_SecondTime_GivesTheSameBits()
    {
        Conv2dGeometry geometry = Conv2dCases.Create((1, 70, 9, 9), 65, (3, 3), stride: (2, 2), padding: (1, 1));
        if (Fits(geometry))
        {
            Conv2dCase data = new(geometry, hasResidual: true, seed: 1);
            float[][] got = [.. Enumerable.Range(0, 2).Select(_ =>
            {
                Conv2dGpuOperands operands = Operands(geometry, data, ClampRange.None);
                Conv2dGpuSplit64.Run(Gpu, geometry, operands, stretches: 7);
                return Download(operands.Output);
            })];
            FloatsAssert.Exact(got[0], got[1], "7 stretches");
        }
    }

    [Test]
    public void Convolution_OneStretch_HasTheBitsOfTheWholeProduct()
    {
        foreach (Conv2dGeometry geometry in Convolutions.Where(Fits))
        {
            Conv2dCase data = new(geometry, hasResidual: true, seed: 2);
            Conv2dGpuOperands whole = Operands(geometry, data, ClampRange.ReLU);
            Conv2dGpuGemm64.Run(Gpu, geometry, whole);
            Conv2dGpuOperands split = Operands(geometry, data, ClampRange.ReLU);
            Conv2dGpuSplit64.Run(Gpu, geometry, split, stretches: 1);
            FloatsAssert.Exact(Download(whole.Output), Download(split.Output), Conv2dCases.Describe(geometry));
        }
    }

    [Test]
    public void FirstStep_CutsAllStepsIntoStretchesThatDifferByOneAtMost(
        [Values(1, 2, 3, 16, 17, 288)] int steps, [Values(1, 2, 3, 13, 16, 40)] int stretches)
    {
        int[] firsts = [.. Enumerable.Range(0, stretches + 1).Select(i => GpuSplit.FirstStep(steps, stretches, i))];
        int[] lengths = [.. firsts.Zip(firsts.Skip(1), (first, end) => end - first)];
        Assert.Multiple(() =>
        {
            Assert.That((firsts[0], firsts[^1]), Is.EqualTo((0, steps)));
            Assert.That(lengths, Has.All.InRange(steps / stretches, (steps + stretches - 1) / stretches));
            Assert.That(firsts[..^1], Has.All.LessThan(steps), "where something is read, whether it is needed or not");
        });
    }

    // Multiprocessors, tiles, steps of eight terms.
    [TestCase(132, 8, 288, 33)]             // ResNet-18, layer4.0.conv1: two blocks on a multiprocessor
    [TestCase(108, 8, 288, 27)]
    [TestCase(132, 49, 72, 8)]              // layer1.0.conv1: three
    [TestCase(132, 1, 12_500, 264)]
    [TestCase(132, 500, 576, 2)]            // two at least
    [TestCase(2, 0, 1, 2)]
    public void Stretches_TakeTheLeastTime(int multiprocessors, int tiles, int steps, int expected)
    {
        int stretches = GpuSplit.Stretches(multiprocessors, tiles, steps, Block);
        Assert.That(stretches, Is.EqualTo(expected));
        foreach (int other in new[] { 2, stretches - 1, stretches / 2, multiprocessors / Math.Max(1, tiles) })
        {
            Assert.That(
                GpuSplit.Time(multiprocessors, tiles, steps, stretches, Block),
                Is.LessThanOrEqualTo(GpuSplit.Time(multiprocessors, tiles, steps, Math.Max(2, other), Block)),
                $"{other} stretches");
        }
    }

    [TestCase(8, 288)]
    [TestCase(49, 72)]
    [TestCase(26, 144)]
    [TestCase(16, 288)]
    public void Stretches_OfSmallLayers_GiveEachMultiprocessorTwoOrThreeBlocks(int tiles, int steps) =>
        Assert.That(tiles * GpuSplit.Stretches(132, tiles, steps, Block) / 132.0, Is.GreaterThan(1.0).And.AtMost(3.0));

    [TestCase(132, 8, 288, true)]
    [TestCase(132, 49, 72, true)]
    [TestCase(132, 64, 16, true)]           // Suits: whether it pays is the time's business
    [TestCase(132, 400, 576, false)]        // no room for two blocks of each tile
    [TestCase(132, 1, 15, false)]           // no two stretches of eight steps
    public void Suits_TilesWithRoomForTwoStretches(int multiprocessors, int tiles, int steps, bool expected) =>
        Assert.That(GpuSplit.Suits(multiprocessors, tiles, steps, Block), Is.EqualTo(expected));

    [Test]
    public void Takes_SumsThatNoIntCounts_AreRefused()
    {
        Assert.That(GpuSplit.Takes(132, (1 << 18) - 1, 576, Block));
        Assert.That(GpuSplit.Takes(132, 1 << 18, 576, Block), Is.False);
    }

    [Test]
    public void Choose_SmallLayersOnALargeGpu_AreSplit()
    {
        using GpuAccelerator gpu = PtxDevice.Open(multiprocessors: 132);
        Assert.Multiple(() =>
        {
            Assert.That(Chosen(256, 14, 512, 3, 2), Is.EqualTo(Conv2dGpuForm.Split64), "ResNet-18, layer4.0.conv1");
            Assert.That(Chosen(128, 28, 256, 3, 2), Is.EqualTo(Conv2dGpuForm.Split64), "layer3.0.conv1");
            Assert.That(Chosen(64, 56, 128, 3, 2), Is.EqualTo(Conv2dGpuForm.Split64), "layer2.0.conv1");
            Assert.That(Chosen(512, 7, 512, 3, 1), Is.EqualTo(Conv2dGpuForm.Split64), "layer4.1.conv1");
            Assert.That(Chosen(2048, 7, 512, 1, 1), Is.EqualTo(Conv2dGpuForm.Split64), "ResNet-50, layer4.1.conv1");
            Assert.That(Chosen(1024, 14, 256, 1, 1), Is.EqualTo(Conv2dGpuForm.PointwiseSplit64), "layer3.1.conv1");
            Assert.That(Chosen(64, 56, 256, 1, 1), Is.EqualTo(Conv2dGpuForm.Pointwise64), "layer1.0.conv3");
            Assert.That(Chosen(128, 28, 256, 3, 2, batch: 32), Is.EqualTo(Conv2dGpuForm.Gemm64), "layer3.0.conv1");
            Assert.That(Linear(32, 2048, 1000), Is.EqualTo(LinearGpuForm.Split64));
            Assert.That(Linear(1, 2048, 1000), Is.EqualTo(LinearGpuForm.FewRows));
            Assert.That(Linear(4096, 2048, 1000), Is.EqualTo(LinearGpuForm.Gemm128));
            Assert.That(MatMulGpuForms.Choose(gpu, Product([], [], 64, 4096, 64)), Is.EqualTo(MatMulGpuForm.Split64));
            Assert.That(MatMulGpuForms.Choose(gpu, Product([], [], 64, 64, 64)), Is.EqualTo(MatMulGpuForm.Gemm64));
        });

        Conv2dGpuForm Chosen(int channels, int size, int outChannels, int kernel, int stride, int batch = 1) =>
            Conv2dGpuForms.Choose(gpu, Convolution(channels, size, outChannels, kernel, stride, batch));

        LinearGpuForm Linear(int rows, int inFeatures, int outFeatures) => LinearGpuForms.Choose(
            gpu, new LinearGeometry { Rows = rows, InFeatures = inFeatures, OutFeatures = outFeatures });
    }

    [Test]
    public void Choose_CpuOpenCLDevice_NeverSplits()
    {
        if (Gpu.Description.IsProcessor)
        {
            foreach (int channels in new[] { 64, 512, 4096 })
            {
                Assert.That(
                    Conv2dGpuForms.Choose(Gpu, Convolution(channels, 7, 64, 1, 1, 1), sumsOnly: true),
                    Is.EqualTo(Conv2dGpuForm.Registers));
            }
        }
    }

    [Test]
    public void Candidates_LayersOfManyTiles_AreNotSplit()
    {
        using GpuAccelerator gpu = PtxDevice.Open();
        Assert.That(
            Conv2dGpuForms.Candidates(gpu, Convolution(512, 28, 512, 1, 1, batch: 32), sumsOnly: false),
            Has.None.EqualTo(Conv2dGpuForm.Split64).And.None.EqualTo(Conv2dGpuForm.PointwiseSplit64));
        Assert.That(
            Conv2dGpuForms.Candidates(gpu, Convolution(512, 14, 512, 1, 1, batch: 1), sumsOnly: false),
            Has.Some.EqualTo(Conv2dGpuForm.Split64).And.Some.EqualTo(Conv2dGpuForm.PointwiseSplit64));
        LinearGeometry layer = new() { Rows = 32, InFeatures = 512, OutFeatures = 1000 };
        Assert.That(LinearGpuForms.Candidates(gpu, layer), Has.Some.EqualTo(LinearGpuForm.Split64));
        LinearGeometry large = layer with { Rows = 4096 };
        Assert.That(LinearGpuForms.Candidates(gpu, large), Has.None.EqualTo(LinearGpuForm.Split64));
    }

    private static Conv2dGeometry Convolution(
        int channels, int size, int outChannels, int kernel, int stride, int batch) => Conv2dCases.Create(
            (batch, channels, size, size),
            outChannels,
            (kernel, kernel),
            stride: (stride, stride),
            padding: (kernel / 2, kernel / 2));

    private static MatMulGeometry Product(int[] left, int[] right, int rows, int terms, int columns)
    {
        BroadcastGeometry meeting = BroadcastGeometry.Create(left, right);
        return new MatMulGeometry
        {
            Batches = meeting.Axis0.Extent * meeting.Axis1.Extent * meeting.Axis2.Extent,
            Meeting = meeting,
            Rows = rows,
            Terms = terms,
            Columns = columns,
        };
    }

    // Kernels with thread blocks run on OpenCL and CUDA alone: ILGPU's emulated accelerator allows blocks of two
    // threads.
    private bool Fits(Conv2dGeometry geometry) => Conv2dGpuForms.Fits(Conv2dGpuForm.Split64, Gpu, geometry);

    private bool Fits(MatMulGeometry geometry) => MatMulGpuForms.Fits(MatMulGpuForm.Split64, Gpu, geometry);

    private Conv2dGpuOperands Operands(Conv2dGeometry geometry, Conv2dCase data, ClampRange clamp) => new(
        Upload(data.Input),
        Upload(Conv2dGpuForms.Pack(Conv2dGpuForm.Split64, geometry, data.Weight)),
        Upload(data.Bias),
        Upload(data.Residual),
        clamp,
        Reserve(data.OutputLength));
}
