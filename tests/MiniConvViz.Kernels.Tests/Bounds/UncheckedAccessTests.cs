using MiniConvViz.BoundsWeaver;
using Mono.Cecil;

namespace MiniConvViz.Kernels.Tests;

/// <summary>
/// No access of the kernels bypasses the checks of the checked build: every instruction of the assembly is examined,
/// in the usual build, which has no checks, and in the checked one, which has one at each access.
/// </summary>
public sealed class UncheckedAccessTests
{
    private static readonly string Kernels = typeof(KernelBounds).Assembly.Location;
    private static readonly string Here = typeof(UncheckedAccessTests).Assembly.Location;

    [Test]
    public void Kernels_EveryMethod_ReachesMemoryOnlyWhereChecksBelong()
    {
        using KernelAssembly assembly = new(Kernels, []);
        Assert.That(assembly.Methods.SelectMany(method => MethodScan.Of(method).Bypasses), Is.Empty);
    }

    [Test]
    public void Kernels_EveryPlace_HasItsCheckInTheCheckedBuildAlone()
    {
        using KernelAssembly assembly = new(Kernels, []);
        MethodScan[] scans = [.. assembly.Methods.Select(MethodScan.Of)];
        (string, bool)[] places = [.. scans.SelectMany(scan => scan.Places())];
        Assert.That(places, Has.Length.GreaterThan(500));
        Assert.That(places.Where(place => place.Item2 != KernelBounds.AreChecked).Take(5), Is.Empty);
    }

    // One for each kind of access: instructions, vectors of every width, spans of pointers, copies.
    [TestCase("LanesScalar.Load", 1)]
    [TestCase("LanesScalar.Store", 1)]
    [TestCase("LanesVector128.Load", 1)]
    [TestCase("LanesAvx2.Store", 1)]
    [TestCase("LanesAvx512.Load", 1)]
    [TestCase("TranspositionAvx2.Run", 16)]
    [TestCase("Conv2dTileScalar.Multiply", 5)]
    public void Places_OfSmallMethods_AreAllSeen(string method, int reads)
    {
        using KernelAssembly assembly = new(Kernels, []);
        MethodDefinition found = assembly.Methods.Single(candidate => KernelAssembly.NameOf(candidate) == method);
        Assert.That(MethodScan.Of(found).Places().Count(), Is.EqualTo(reads), method);
    }

    [Test]
    public void NamedExceptions_Each_IsThereAndNeedsToBe()
    {
        using KernelAssembly assembly = new(Kernels, []);
        foreach ((string name, string reason) in NamedExceptions.Reasons)
        {
            MethodDefinition[] methods = [.. assembly.Excepted.Where(method => KernelAssembly.NameOf(method) == name)];
            Assert.That(methods, Is.Not.Empty, $"{name} ({reason})");
            IEnumerable<string> bypasses = methods.SelectMany(method => MethodScan.Of(method).Bypasses);
            Assert.That(bypasses, Is.Not.Empty, $"{name} ({reason})");
        }
    }

    private static IEnumerable<string> Ways => typeof(UncheckedAccesses).GetMethods()
        .Where(method => method.DeclaringType == typeof(UncheckedAccesses)).Select(method => method.Name);

    [TestCaseSource(nameof(Ways))]
    public void Bypasses_OfEachWayPastTheChecks_AreSeen(string way)
    {
        using KernelAssembly assembly = new(Here, []);
        MethodDefinition found = assembly.Methods.Single(
            method => KernelAssembly.NameOf(method) == $"{nameof(UncheckedAccesses)}.{way}");
        Assert.That(MethodScan.Of(found).Bypasses, Is.Not.Empty);
    }
}
