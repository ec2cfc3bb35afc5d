using ILGPU;

namespace MiniConvViz.Kernels.Tests;

internal sealed class MatMulGpuTests(GpuDescription device) : GpuFixture(device)
{
    // Leading axes: none, equal ones, one left matrix for all, one right matrix for all, both broadcast, and three
    // axes.
    private static readonly (int[] Left, int[] Right)[] Meetings =
        [([], []), ([3], [3]), ([1], [3]), ([3], [1]), ([2, 1], [1, 3]), ([2, 3], [3]), ([2, 1, 3], [1, 2, 1])];

    private static readonly (int Rows, int Terms, int Columns)[] Sizes =
        [(1, 1, 1), (3, 7, 5), (4, 8, 16), (1, 33, 17), (17, 1, 20), (5, 20, 64), (67, 19, 65), (66, 32, 132)];

    private static IEnumerable<MatMulGeometry> Geometries =>
        from meeting in Meetings
        from size in Sizes.Append((130, 9, 129)).Where(size => meeting.Left.Length == 0 || size.Item1 < 100)
        select Create(meeting.Left, meeting.Right, size.Item1, size.Item2, size.Item3);

    [Test]
    public void Run_AwkwardSizes_MatchesReference([Values] MatMulGpuForm form)
    {
        foreach (MatMulGeometry geometry in Geometries.Where(Fits(form)))
        {
            (float[] left, float[] right) = Operands(geometry);
            FloatsAssert.Close(
                RunReference(geometry, left, right),
                Run(form, geometry, left, right),
                MaxRelativeError,
                Describe(geometry));
        }
    }

    [Test]
    public void Run_NaNAndInfinity_ComeOutWhereTheyDoInTheReference([Values] MatMulGpuForm form)
    {
        foreach (MatMulGeometry geometry in Geometries.Where(Fits(form)))
        {
            (float[] left, float[] right) = Operands(geometry);
            left[left.Length / 2] = float.NaN;
            right[^1] = float.PositiveInfinity;
            float[] expected = RunReference(geometry, left, right);
            float[] got = Run(form, geometry, left, right);
            Assert.That(got.Select(Kind), Is.EqualTo(expected.Select(Kind)), Describe(geometry));
        }
    }

    [Test]
    public void Run_NoMatrices_LaunchesNothing([Values] MatMulGpuForm form)
    {
        MatMulGeometry geometry = Create([0], [0], 4, 4, 16);
        ArrayView<float> outputView = Reserve(1);
        MatMulGpuForms.Run(form, Gpu, geometry, default, Upload([1f]), outputView.SubView(0, 0));
        Assert.That(Download(outputView), Is.EqualTo(new[] { Unwritten }));
    }

    [Test]
    public void Choose_AnySize_FitsTheDevice()
    {
        foreach (MatMulGeometry geometry in Geometries)
        {
            MatMulGpuForm form = MatMulGpuForms.Choose(Gpu, geometry);
            Assert.That(MatMulGpuForms.Fits(form, Gpu, geometry), $"{form}, {Describe(geometry)}");
        }
    }

    private static MatMulGeometry Create(int[] left, int[] right, int rows, int terms, int columns)
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

    private static string Describe(MatMulGeometry geometry) =>
        $"{geometry.Batches} of [{geometry.Rows},{geometry.Terms}] x [{geometry.Terms},{geometry.Columns}]";

    private static string Kind(float x) => float.IsFinite(x) ? "finite" : $"{x}";

    private static (float[] Left, float[] Right) Operands(MatMulGeometry geometry)
    {
        BroadcastOffsets last = geometry.Meeting.Offsets(geometry.Batches - 1);
        return (Floats((last.Left + 1) * geometry.Rows * geometry.Terms, 1),
            Floats((last.Right + 1) * geometry.Terms * geometry.Columns, 2));
    }

    private static float[] RunReference(MatMulGeometry geometry, float[] left, float[] right)
    {
        float[] output = new float[geometry.Batches * geometry.Rows * geometry.Columns];
        MatMulReference.Run(geometry, left, right, output);
        return output;
    }

    // Kernels with thread blocks run on OpenCL and CUDA alone: ILGPU's emulated accelerator allows blocks of two
    // threads.
    private Func<MatMulGeometry, bool> Fits(MatMulGpuForm form) => geometry => MatMulGpuForms.Fits(form, Gpu, geometry);

    private float[] Run(MatMulGpuForm form, MatMulGeometry geometry, float[] left, float[] right)
    {
        ArrayView<float> outputView = Reserve(geometry.Batches * geometry.Rows * geometry.Columns);
        MatMulGpuForms.Run(form, Gpu, geometry, Upload(left), Upload(right), outputView);
        return Download(outputView);
    }
}
