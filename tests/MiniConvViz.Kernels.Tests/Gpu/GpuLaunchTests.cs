using System.Linq.Expressions;
using System.Reflection;
using ILGPU;
using ILGPU.Runtime;
using MiniConvViz.Kernels.Tests.Ptx;

namespace MiniConvViz.Kernels.Tests;

/// <summary>The work of a launch on the host, with launchers that start nothing.</summary>
public sealed class GpuLaunchTests
{
    private const int GroupThreads = 64;

    private Launchers _launchers = null!;
    private GpuAccelerator _gpu = null!;
    private MemoryBuffer1D<float, Stride1D.Dense> _buffer = null!;

    [SetUp]
    public void Open()
    {
        _gpu = GpuAccelerator.CreateOnHost(
            PtxDevice.Description,
            new GpuLimits(GroupThreads: 1024, GroupSharedBytes: 48 * 1024, Multiprocessors: 1),
            host => _launchers = new Launchers(host));
        _buffer = _gpu.Allocate(64);
    }

    [TearDown]
    public void Close()
    {
        _buffer.Dispose();
        _gpu.Dispose();
    }

    /// <summary>
    /// After the JIT compiler's optimising tier: the code of its first tier boxes views to test their alignment.
    /// </summary>
    [Test]
    public void Launch_OfAnyNumberOfArguments_AllocatesNothing([Values(3, 4, 7)] int arguments)
    {
        ArrayView<float> view = _buffer.View;
        Action launch = arguments switch
        {
            3 => () => _gpu.Launch(Plain, 3, 1, view, view),
            4 => () => _gpu.LaunchGroups(Grouped, 3, 1, 2, view, view),
            _ => () => _gpu.Launch(PlainOfSeven, 3, 1, 2, 3, 4, view, view, view),
        };
        Assert.That(() => BytesOf(launch), Is.Zero.After(10_000, 10));
    }

    [Test]
    public void Launch_FromSeveralPlaces_CompilesAKernelOnce()
    {
        ArrayView<float> view = _buffer.View;
        _gpu.Launch(Plain, 3, 1, view, view);
        _gpu.Launch(Plain, 3, 1, view, view);
        _gpu.Launch(new Action<Index1D, int, ArrayView<float>, ArrayView<float>>(Elsewhere.Same), 3, 1, view, view);
        _gpu.LaunchGroups(Grouped, 3, 1, 2, view, view);
        Assert.That(
            _launchers.Compiled, Is.EqualTo(["GpuLaunchTests.Plain", "Elsewhere.Same", "GpuLaunchTests.Grouped"]));
        Assert.That(_gpu.CompiledKernels, Is.EqualTo(3));
    }

    /// <summary>Two delegates of one method are one kernel.</summary>
    [Test]
    public void Find_OfTwoDelegatesOfOneMethod_IsOneKernel()
    {
        MethodInfo method = ((Delegate)Plain).Method;
        Type type = typeof(Action<Index1D, int, ArrayView<float>, ArrayView<float>>);
        Delegate first = method.CreateDelegate(type), second = method.CreateDelegate(type);
        Assert.That(first, Is.Not.SameAs(second));
        Assert.That(_launchers.Find(second), Is.SameAs(_launchers.Find(first)));
    }

    [Test]
    public void Find_OfAKernel_HoldsWhatItsAttributeSays()
    {
        GpuKernel grouped = _launchers.Find(Grouped), plain = _launchers.Find(Plain);
        Assert.That(grouped.GroupThreads, Is.EqualTo(GroupThreads));
        Assert.That(plain.GroupThreads, Is.Null);
        Assert.That(plain.Name, Is.EqualTo("GpuLaunchTests.Plain"));
    }

    [Test]
    public void LaunchGroups_OfAKernelWithoutGroups_IsRefused()
    {
        ArrayView<float> view = _buffer.View;
        Assert.That(
            () => _gpu.LaunchGroups(PlainOfFour, 1, 1, 2, view, view),
            Throws.ArgumentException.With.Message.EqualTo("GpuLaunchTests.PlainOfFour is not marked [GpuGroup]."));
    }

    private static long BytesOf(Action launch)
    {
        long least = long.MaxValue;
        for (int i = 0; i < 50; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            launch();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }

    private static void Plain(Index1D index, int a, ArrayView<float> b, ArrayView<float> c)
    {
    }

    private static void PlainOfFour(int a, int b, ArrayView<float> c, ArrayView<float> d)
    {
    }

    private static void PlainOfSeven(
        Index1D index, int a, int b, int c, int d, ArrayView<float> e, ArrayView<float> f, ArrayView<float> g)
    {
    }

    [GpuGroup(GroupThreads)]
    private static void Grouped(int a, int b, ArrayView<float> c, ArrayView<float> d)
    {
    }

    private static class Elsewhere
    {
        public static void Same(Index1D index, int a, ArrayView<float> b, ArrayView<float> c)
        {
        }
    }

    private sealed class Launchers(Accelerator host) : GpuKernelCache(PtxDevice.Description, host)
    {
        public List<string> Compiled { get; } = [];

        protected override TLauncher CreateLauncher<TLauncher>(MethodInfo kernel)
        {
            Compiled.Add(NameOf(kernel));
            ParameterInfo[] parameters = typeof(TLauncher).GetMethod("Invoke")!.GetParameters();
            return Expression.Lambda<TLauncher>(
                Expression.Empty(),
                parameters.Select(parameter => Expression.Parameter(parameter.ParameterType))).Compile();
        }
    }
}
