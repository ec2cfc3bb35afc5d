using MiniConvViz.Execution;
using MiniConvViz.Kernels;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Ops;

/// <summary>
/// Windows near every limit: each is refused, or everything that kernels compute from it fits an int. The sizes are
/// computed in 128 bits here, and no such image is ever allocated.
/// </summary>
public sealed class WindowBoundsTests
{
    private static readonly int[] Sizes =
        [0, 1, 2, 5, 65_536, WindowBounds.LongestAxis - 131_073, WindowBounds.LongestAxis, 1 << 30, int.MaxValue];

    private static readonly int[] Steps =
    [
        1, 2, 3, 1000, WindowBounds.LargestStep - 1, WindowBounds.LargestStep, WindowBounds.LargestStep + 1,
        WindowBounds.LongestAxis, WindowBounds.LongestAxis + 1, 1 << 30, int.MaxValue,
    ];

    [Test]
    public void Pool2d_EveryGeometryNearTheLimits_IsRefusedOrFits([Values] bool ceilMode)
    {
        int accepted = 0;
        foreach ((int size, int kernel, int stride, int padding, int dilation) in Walk(Sizes, Steps, Steps, Steps))
        {
            accepted += Fits(
                () => new MaxPool2d((1, kernel), (1, stride), (0, padding), (1, dilation), ceilMode),
                (1, size),
                ceilMode);
            accepted += Fits(
                () => new MaxPool2d((kernel, 1), (stride, 1), (padding, 0), (dilation, 1), ceilMode),
                (size, 1),
                ceilMode);
        }

        Assert.That(accepted, Is.GreaterThan(1000));
    }

    [Test]
    public void Pool2d_BothAxesNearTheLimits_AreRefusedOrFit()
    {
        int[] some = [1, 3, 1000, WindowBounds.LargestStep, WindowBounds.LongestAxis, int.MaxValue];
        int accepted = 0;
        foreach ((int size, int kernel, int stride, int padding, int dilation) in Walk(some, some, some, some))
        {
            foreach (int height in some.Where(height => (long)height * size <= int.MaxValue))
            {
                accepted += Fits(
                    () => new MaxPool2d(kernel, stride, padding, dilation), (height, size), ceilMode: false);
            }
        }

        Assert.That(accepted, Is.GreaterThan(100));
    }

    [Test]
    public void Conv2d_EveryGeometryNearTheLimits_IsRefusedOrFits()
    {
        int accepted = 0;
        foreach ((int size, int kernel, int stride, int padding, int dilation) in Walk(Sizes, [1, 2, 3], Steps, Steps))
        {
            Tensor weight = new([1, 1, 1, kernel]);
            Conv2d convolution = new(weight, null, (1, stride), (0, padding), (1, dilation));
            if (IsAccepted(convolution, [1, 1, 1, size]))
            {
                Conv2dGeometry g = convolution.Geometry([1, 1, 1, size]);
                AssertInts(
                    convolution, size, g.OutWidth, kernel, stride, g.StrideX, padding, g.DilationX, ceilMode: false);
                accepted++;
            }
        }

        Assert.That(accepted, Is.GreaterThan(300));
    }

    [TestCase(SamePadding.Upper)]
    [TestCase(SamePadding.Lower)]
    public void SamePadding_OfAHugeWindow_IsRefused(SamePadding same)
    {
        Conv2d convolution = new(new Tensor([1, 1, 1, 2]), null, 1, new Padding2d(0, 0, same), int.MaxValue);

        Assert.That(IsAccepted(convolution, [1, 1, 1, 5]), Is.False);
    }

    [Test]
    public void ConvTranspose2d_EveryGeometryNearTheLimits_IsRefusedOrFits()
    {
        int accepted = 0;
        foreach ((int size, int kernel, int stride, int padding, int dilation) in Walk(Sizes, [1, 2, 3], Steps, Steps))
        {
            Tensor weight = new([1, 1, 1, kernel]);
            ConvTranspose2d convolution = new(
                weight, null, (1, stride), (0, padding), outputPadding: 0, (1, dilation));
            if (size == 0 || !IsAccepted(convolution, [1, 1, 1, size]))
            {
                continue;
            }

            Int128 full = ((Int128)(size - 1) * stride) + ((Int128)(kernel - 1) * dilation) + 1;
            int output = convolution.Geometry([1, 1, 1, size]).OutWidth;
            Assert.That((Int128)output, Is.EqualTo(full - (2 * (Int128)padding)));
            Assert.That(full + (16 * (Int128)stride) + size, Is.LessThanOrEqualTo((Int128)int.MaxValue));
            accepted++;
        }

        Assert.That(accepted, Is.GreaterThan(50));
    }

    /// <summary>
    /// Reduced strides and dilations give the same output: the vector code compared with the plain loops.
    /// </summary>
    [TestCase("cpu")]
    [TestCase("ilgpu-cpu")]
    public void WindowsThatBarelyMatter_ComputeTheSame(string device)
    {
        int[] sizes = [1, 2, 5];
        int[] large = [1, 2, WindowBounds.LargestStep];
        int[] paddings = [0, 1, WindowBounds.LargestStep];
        int[] kernels = [1, 2, 3];
        List<OperatorCase> cases = [];
        foreach ((int size, int kernel, int stride, int padding, int dilation) in Walk(sizes, kernels, large, paddings))
        {
            Tensor input = Ramp([1, 2, 2, size]);
            Tensor weight = Ramp([2, 2, 1, kernel]);
            Tensor perChannel = Ramp([2, 1, 1, kernel]);
            Func<Operator>[] operators =
            [
                () => new Conv2d(weight, null, (1, stride), (0, padding), (1, dilation)),
                () => new Conv2d(perChannel, null, (1, stride), (0, padding), (1, dilation), groups: 2),
                () => new ConvTranspose2d(weight, null, (1, stride), (0, padding), 0, (1, dilation)),
                () => new MaxPool2d((1, kernel), (1, stride), (0, padding), (1, dilation)),
                () => new MaxPool2d((1, kernel), (1, stride), (0, padding), (1, dilation), ceilMode: true),
                () => new AvgPool2d((1, kernel), (1, stride), (0, padding), ceilMode: true, countIncludePad: false),
            ];
            cases.AddRange(operators.Where(create => IsSmall(create, input.Shape))
                .Select((create, i) => new OperatorCase($"{i} {kernel} {stride} {padding}", create(), [input])));
        }

        Assert.That(cases, Has.Count.GreaterThan(200));
        Device tested = TestDevices.Open(device);
        foreach (OperatorCase item in cases)
        {
            float[] expected = OperatorRuns.Output(Device.Reference, item, cases).Data;
            float[] actual = OperatorRuns.Output(tested, item, cases).Data;
            Assert.That(actual, Is.EqualTo(expected).Within(1e-5f), item.Describe(device));
        }
    }

    private static bool IsSmall(Func<Operator> create, Shape input)
    {
        const int MostOutputs = 2048;
        try
        {
            return create().InferShape([input]).Count <= MostOutputs;
        }
        catch (ShapeException)
        {
            return false;
        }
    }

    private static int Fits(Func<MaxPool2d> create, (int Y, int X) size, bool ceilMode)
    {
        MaxPool2d pool;
        try
        {
            pool = create();
        }
        catch (ShapeException)
        {
            return 0;
        }

        Shape input = [1, 1, size.Y, size.X];
        if (!IsAccepted(pool, input))
        {
            return 0;
        }

        Pool2dGeometry g = pool.Geometry(input);
        (Extent2d kernel, Extent2d stride) = (pool.Kernel, pool.Stride);
        AssertInts(pool, size.X, g.OutWidth, kernel.X, stride.X, g.StrideX, g.PaddingX, g.DilationX, ceilMode);
        AssertInts(pool, size.Y, g.OutHeight, kernel.Y, stride.Y, g.StrideY, g.PaddingY, g.DilationY, ceilMode);
        Int128 paddedY = (Int128)size.Y + (2 * g.PaddingY) + g.StrideY;
        Int128 paddedX = (Int128)size.X + (2 * g.PaddingX) + g.StrideX;
        Assert.That((paddedY * paddedX) + input.Count, Is.LessThanOrEqualTo((Int128)int.MaxValue), $"{pool}");
        return 1;
    }

    /// <summary>The number of windows is right, and all positions along one axis fit an int.</summary>
    private static void AssertInts(
        Operator window,
        int size,
        int output,
        int kernel,
        int stride,
        int given,
        int padding,
        int dilation,
        bool ceilMode)
    {
        Int128 padded = (Int128)size + (2 * (Int128)padding);
        Int128 reach = ((Int128)(kernel - 1) * dilation) + 1;
        Int128 room = padded - reach + (ceilMode ? stride - 1 : 0);
        Int128 windows = (room / stride) + 1;
        windows -= ceilMode && (windows - 1) * stride >= size + padding ? 1 : 0;
        Int128 lastPlace = ((Int128)(output + 15) * given) + reach + padding;
        Int128 scratch = (given * ((((output - 1) * (Int128)given) + reach) / given + 1)) + size + kernel;
        string what = $"{window} over {size}";
        Assert.That((Int128)output, Is.EqualTo(windows), what);
        Assert.That(lastPlace, Is.LessThanOrEqualTo((Int128)int.MaxValue), what);
        Assert.That(scratch, Is.LessThanOrEqualTo((Int128)int.MaxValue), what);
        Assert.That(output == 1 || given == stride, Is.True, what);
    }

    private static bool IsAccepted(Operator @operator, Shape input)
    {
        try
        {
            return @operator.InferShape([input]).Count > 0;
        }
        catch (Exception problem) when (problem is ShapeException or ArgumentException)
        {
            return false;
        }
    }

    private static Tensor Ramp(Shape shape) =>
        new(shape, [.. Enumerable.Range(0, shape.Count).Select(i => (i % 7) - 2.5f)]);

    private static IEnumerable<(int Size, int Kernel, int Stride, int Padding, int Dilation)> Walk(
        int[] sizes, int[] kernels, int[] steps, int[] paddings) =>
        from size in sizes
        from kernel in kernels
        from stride in steps
        from padding in paddings.Prepend(0)
        from dilation in steps
        select (size, kernel, stride, padding, dilation);
}
