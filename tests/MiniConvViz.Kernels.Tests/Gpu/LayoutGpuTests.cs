using ILGPU;

namespace MiniConvViz.Kernels.Tests;

/// <summary>Reading through a view, padding and gathering: every element is one of the input's.</summary>
internal sealed class LayoutGpuTests(GpuDescription device) : GpuFixture(device)
{
    [Test]
    public void StridedCopy_AnyView_MatchesReference([Range(0, 19)] int seed)
    {
        StridedView view = StridedViews.Random(seed);
        float[] input = Floats(4 * 4 * 4 * 4 * 4 * 4 * 4 * 4, seed);
        float[] expected = new float[view.Count];
        StridedCopyReference.Run(view, input, expected);

        ArrayView<float> outputView = Reserve(view.Count);
        StridedCopyGpu.Run(Gpu, view, Upload(input), outputView);
        Assert.That(Download(outputView), Is.EqualTo(expected), $"seed {seed}");
    }

    [Test]
    public void Pad_AnyPadding_MatchesReference([Range(0, 39)] int seed)
    {
        PadGeometry geometry = PadCases.Random(seed);
        float[] input = Floats(PadCases.Count(geometry.Rank, geometry.InExtents), seed);
        float[] expected = new float[PadCases.Count(geometry.Rank, geometry.OutExtents)];
        PadReference.Run(geometry, input, 7f, expected);

        ArrayView<float> outputView = Reserve(expected.Length);
        PadGpu.Run(Gpu, geometry, Upload(input), 7f, outputView);
        Assert.That(Download(outputView), Is.EqualTo(expected), $"seed {seed}, {geometry.Mode}");
    }

    [Test]
    public void Gather_IndicesInsideAndOutside_MatchesReference([Values(1, 17)] int inner)
    {
        GatherGeometry geometry = new() { Outer = 3, Length = 5, Inner = inner, Count = 7 };
        float[] indices = [4f, -1f, -5f, 0f, 5f, -6f, 1e30f];
        float[] input = Floats(3 * 5 * inner, 1);
        float[] expected = new float[3 * 7 * inner];
        GatherReference.Run(geometry, input, indices, expected);

        ArrayView<float> outputView = Reserve(expected.Length);
        GatherGpu.Run(Gpu, geometry, Upload(input), Upload(indices), outputView);
        Assert.That(Download(outputView), Is.EqualTo(expected));
    }
}
