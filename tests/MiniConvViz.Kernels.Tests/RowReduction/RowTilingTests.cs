using System.Reflection;
using System.Text.RegularExpressions;
using ILGPU.Runtime.Cuda;

namespace MiniConvViz.Kernels.Tests;

public sealed partial class RowTilingTests
{
    private static IEnumerable<TestCaseData> RowKernels => PtxKernels.All
        .Where(kernel => GpuKernelCache.GroupThreads(kernel) == RowTiling.Threads)
        .Where(kernel => kernel.DeclaringType == typeof(AdaptivePool2dGpu)
            || kernel.GetParameters().Any(parameter => parameter.ParameterType == typeof(RowTiling)))
        .Select(kernel => new TestCaseData(kernel).SetArgDisplayNames(GpuKernelCache.NameOf(kernel)));

    // Sizes -> adjacent rows, threads that share a row, slices of a row, blocks.
    [TestCase(64, 65536, 1, 1, 256, 8, 512, TestName = "instance norm of 64x256x256")]
    [TestCase(1, 1_000_000, 1, 1, 256, 244, 244, TestName = "a mean of a million")]
    [TestCase(1, 1000, 1, 1, 256, 1, 1, TestName = "softmax of 1000 classes")]
    [TestCase(512, 49, 1, 1, 16, 1, 32, TestName = "global average pooling of ResNet-18")]
    [TestCase(1, 96, 3136, 32, 8, 1, 98, TestName = "layer norm over the channels of ConvNeXt")]
    [TestCase(1, 2048, 49, 32, 8, 16, 32, TestName = "few columns")]
    [TestCase(1000, 100, 3, 4, 32, 1, 375, TestName = "three columns")]
    [TestCase(100_352, 96, 1, 1, 8, 1, 3136, TestName = "many short rows: few threads each")]
    [TestCase(1_000_000, 40, 1, 1, 8, 1, 31_250, TestName = "a sector of a row at a time, at least")]
    [TestCase(32, 96, 3136, 32, 4, 1, 1568, TestName = "many columns")]
    [TestCase(1, 1, 1, 1, 1, 1, 1, TestName = "one element")]
    public void Create_TypicalRows_FillsTheDevice(
        int outer, int length, int inner, int across, int members, int slices, int blocks)
    {
        RowTiling tiling = RowTiling.Create(new AxisGeometry { Outer = outer, Length = length, Inner = inner });
        Assert.That(
            (1 << tiling.AcrossBits, tiling.Members, tiling.Slices, tiling.Blocks),
            Is.EqualTo((across, members, slices, (long)blocks)));
    }

    [Test]
    public void Slices_HaveAllElementsOfARow(
        [Values(1, 31, 256, 4097, 65537, 1_234_567)] int length, [Values(1, 3, 70)] int inner)
    {
        RowTiling tiling = RowTiling.Create(new AxisGeometry { Outer = 1, Length = length, Inner = inner });
        int[] counts = [.. Enumerable.Range(0, tiling.Slices).Select(tiling.CountOf)];
        Assert.Multiple(() =>
        {
            Assert.That(counts.Sum(), Is.EqualTo(length));
            Assert.That(counts, Has.All.Positive);
        });
    }

    [TestCaseSource(nameof(RowKernels))]
    public void SharedBytes_AreEnoughForEveryKernel(MethodInfo kernel)
    {
        string ptx = PtxKernels.Compile(kernel, CudaArchitecture.SM_80, CudaInstructionSet.ISA_80);
        int bytes = SharedArray().Matches(ptx).Sum(match => int.Parse(match.Groups[1].Value));
        Assert.That(bytes, Is.InRange(RowTiling.Threads * sizeof(float), RowTiling.SharedBytes));
    }

    [Test]
    public void Create_MostSlices_IsALimit()
    {
        AxisGeometry axis = new() { Outer = 1, Length = 1_000_000, Inner = 1 };
        Assert.That(RowTiling.Create(axis, mostSlices: 1).Blocks, Is.EqualTo(1));
    }

    [GeneratedRegex(@"\.shared[^;\[]*\[(\d+)\]")]
    private static partial Regex SharedArray();
}
