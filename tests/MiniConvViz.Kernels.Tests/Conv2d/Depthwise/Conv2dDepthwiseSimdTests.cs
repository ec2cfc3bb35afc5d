namespace MiniConvViz.Kernels.Tests;

/// <summary>How far the vector code of depthwise convolutions reads.</summary>
public sealed class Conv2dDepthwiseSimdTests
{
    [Test]
    public void Run_AnyDilationAndStride_ReadsWithinItsPaddedChannel(
        [Values(1, 2, 3)] int kernel, [Values(1, 2, 3, 64)] int stride, [Values(1, 2, 63, 1000, 65536)] int dilation)
    {
        Conv2dGeometry geometry = new()
        {
            Batch = 1,
            InChannels = 1,
            OutChannels = 1,
            Groups = 1,
            InHeight = 1 + ((kernel - 1) * 2),
            InWidth = 1 + ((kernel - 1) * dilation) + stride,
            OutHeight = 1,
            OutWidth = 2,
            KernelHeight = kernel,
            KernelWidth = kernel,
            StrideY = 1,
            StrideX = stride,
            PaddingY = 0,
            PaddingX = 0,
            DilationY = 2,
            DilationX = dilation,
        };
        Conv2dDepthwiseSimd.ChannelJob job = new(new Conv2dOperands { Geometry = geometry });
        Assert.That(FurthestRead(geometry), Is.LessThan(job.PaddedFloats), $"{geometry}");
    }

    /// <summary>
    /// The last float that a tap reads: it starts at its place in its phase, [StrideY,StrideX,rows,pitch], and goes on
    /// for as many floats as there are sums, rounded up to whole steps.
    /// </summary>
    private static long FurthestRead(in Conv2dGeometry g)
    {
        long pitch = g.OutWidth + ((g.KernelWidth - 1) * g.DilationX / g.StrideX);
        long phase = (g.OutHeight + ((g.KernelHeight - 1) * g.DilationY / g.StrideY)) * pitch;
        long step = Conv2dDepthwiseSimd.ChannelJob.Step;
        long sums = ((g.OutHeight * pitch) + step - 1) / step * step;
        long furthest = 0;
        for (int ky = 0; ky < g.KernelHeight; ky++)
        {
            for (int kx = 0; kx < g.KernelWidth; kx++)
            {
                int y = ky * g.DilationY, x = kx * g.DilationX;
                long number = ((y % g.StrideY) * g.StrideX) + (x % g.StrideX);
                long start = (number * phase) + (y / g.StrideY * pitch) + (x / g.StrideX);
                furthest = Math.Max(furthest, start + sums - 1);
            }
        }

        return furthest;
    }
}
