using MiniConvViz.BoundsWeaver;
using MiniConvViz.Imaging;
using MiniConvViz.Networks;

namespace MiniConvViz.Tests.Execution;

/// <summary>
/// Only kernels read and write through pointers, so only kernels need the checked build. (The compiler makes spans of
/// <c>stackalloc</c> and of constant data by pointer; their lengths are its own.)
/// </summary>
public sealed class PointersTests
{
    [TestCase(typeof(Network))]
    [TestCase(typeof(ImageReader))]
    public void Assembly_OutsideTheKernels_ReachesNoMemoryByPointers(Type part)
    {
        using KernelAssembly assembly = new(part.Assembly.Location, []);
        MethodScan[] scans = [.. assembly.Methods.Select(MethodScan.Of)];
        Assert.That(scans, Has.Length.GreaterThan(100));
        Assert.That(scans.SelectMany(scan => scan.Bypasses), Is.Empty);
        Assert.That(scans.SelectMany(scan => scan.Accesses), Is.Empty);
        Assert.That(scans.SelectMany(scan => scan.Copies), Is.Empty);
    }
}
