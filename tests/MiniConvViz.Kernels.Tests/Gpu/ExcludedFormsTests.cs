using MiniConvViz.Kernels.Tests.Ptx;

namespace MiniConvViz.Kernels.Tests;

/// <summary>The choice in place of forms that a device must not run.</summary>
public sealed class ExcludedFormsTests
{
    private static readonly Conv2dGeometry[] Convolutions =
    [
        Conv(3, 64, size: 56, kernel: 7), Conv(64, 64, size: 56, kernel: 3), Conv(256, 512, size: 28, kernel: 3),
        Conv(512, 512, size: 7, kernel: 3), Conv(256, 512, size: 28, kernel: 1), Conv(512, 256, size: 7, kernel: 1),
        Conv(96, 96, size: 28, kernel: 3, groups: 96),
    ];

    private static readonly LinearGeometry[] Layers =
    [
        new() { Rows = 1, InFeatures = 512, OutFeatures = 1000 },
        new() { Rows = 64, InFeatures = 4096, OutFeatures = 64 },
        new() { Rows = 4096, InFeatures = 768, OutFeatures = 3072 },
    ];

    private static readonly MatMulGeometry[] Products =
        [Product(64, 64, 64), Product(64, 4096, 64), Product(2048, 512, 2048)];

    [TestCase(false)]
    [TestCase(true)]
    public void Choose_OneFormAfterTheOther_FallsBackUntilOnlyTheSimplestIsLeft(bool isProcessor)
    {
        foreach (Conv2dGeometry geometry in Convolutions)
        {
            AssertFallsBack(isProcessor, gpu => Conv2dGpuForms.Choose(gpu, geometry), Conv2dGpuForm.Naive);
        }

        foreach (LinearGeometry geometry in Layers)
        {
            AssertFallsBack(isProcessor, gpu => LinearGpuForms.Choose(gpu, geometry), LinearGpuForm.Naive);
        }

        foreach (MatMulGeometry geometry in Products)
        {
            AssertFallsBack(isProcessor, gpu => MatMulGpuForms.Choose(gpu, geometry), MatMulGpuForm.Naive);
        }
    }

    [Test]
    public void Fits_AnExcludedForm_IsNoCandidateAndOthersAre()
    {
        using GpuAccelerator gpu = Open(isProcessor: false, Conv2dGpuForm.Gemm64, LinearGpuForm.Naive);
        Assert.That(Conv2dGpuForms.Fits(Conv2dGpuForm.Gemm64, gpu, Convolutions[1]), Is.False);
        Assert.That(Conv2dGpuForms.Fits(Conv2dGpuForm.Gemm128, gpu, Convolutions[1]), Is.True);
        Assert.That(
            Conv2dGpuForms.Candidates(gpu, Convolutions[1], sumsOnly: false), Has.No.Member(Conv2dGpuForm.Gemm64));
        Assert.That(LinearGpuForms.Candidates(gpu, Layers[0]), Has.No.Member(LinearGpuForm.Naive));
        Assert.That(MatMulGpuForms.Candidates(gpu, Products[0]), Does.Contain(MatMulGpuForm.Gemm64), "another's form");
    }

    [Test]
    public void Choose_WithoutTheSmallTile_StillTakesTilesOnAGpu()
    {
        using GpuAccelerator gpu = Open(isProcessor: false, Conv2dGpuForm.Gemm64, Conv2dGpuForm.Split64);
        Assert.That(
            Conv2dGpuForms.Choose(gpu, Convolutions[1], sumsOnly: true),
            Is.AnyOf(Conv2dGpuForm.Gemm128, Conv2dGpuForm.Gemm64x128));
        Assert.That(Conv2dGpuForms.Choose(gpu, Convolutions[0]), Is.EqualTo(Conv2dGpuForm.FirstLayer));
    }

    private static void AssertFallsBack<TForm>(bool isProcessor, Func<GpuAccelerator, TForm> choose, TForm simplest)
        where TForm : struct, Enum
    {
        using GpuAccelerator gpu = Open(isProcessor);
        List<TForm> chosen = [];
        do
        {
            chosen.Add(choose(gpu));
            gpu.Exclude(chosen[^1]);
        }
        while (!chosen[^1].Equals(simplest));

        Assert.That(chosen, Is.Unique);
        Assert.That(choose(gpu), Is.EqualTo(simplest), "there is nothing after it");
    }

    private static GpuAccelerator Open(bool isProcessor, params IReadOnlyCollection<Enum> excluded)
    {
        GpuDescription description = PtxDevice.Description with { IsProcessor = isProcessor };
        return GpuAccelerator.CreateOnHost(
            description,
            new GpuLimits(GroupThreads: 1024, GroupSharedBytes: 48 * 1024, Multiprocessors: 108),
            host => new PtxKernelCache(description, host, null),
            excludedForms: excluded);
    }

    private static Conv2dGeometry Conv(int channels, int outChannels, int size, int kernel, int groups = 1) => new()
    {
        Batch = 1,
        InChannels = channels,
        InHeight = size,
        InWidth = size,
        OutChannels = outChannels,
        OutHeight = size,
        OutWidth = size,
        KernelHeight = kernel,
        KernelWidth = kernel,
        StrideY = 1,
        StrideX = 1,
        PaddingY = kernel / 2,
        PaddingX = kernel / 2,
        DilationY = 1,
        DilationX = 1,
        Groups = groups,
    };

    private static MatMulGeometry Product(int rows, int terms, int columns) => new()
    {
        Batches = 1,
        Meeting = BroadcastGeometry.Create([1], [1]),
        Rows = rows,
        Terms = terms,
        Columns = columns,
    };
}
