using System.Reflection;
using System.Runtime.Loader;
using ILGPU.Backends;
using ILGPU.Backends.OpenCL;
using ILGPU.Runtime.Cuda;
using MiniConvViz.Tests;

namespace MiniConvViz.Kernels.Tests;

public sealed class GpuDiscoveryTests
{
    [Test]
    public void Find_AnyMachine_EndsWithTheEmulatedAccelerator()
    {
        GpuDescription last = GpuDiscovery.Find()[^1];
        Assert.Multiple(() =>
        {
            Assert.That(last.Kind, Is.EqualTo(GpuKind.IlgpuCpu));
            Assert.That(last.IsUsable, Is.True);
            Assert.That(last.IsUsableGpu, Is.False, "auto must not choose it");
        });
    }

    [Test]
    public void Find_AnyMachine_DescribesEveryKindOrReportsWhyNot()
    {
        IReadOnlyList<GpuDescription> all = GpuDiscovery.Find();
        Assert.That(all.Select(device => device.Kind).Distinct(), Is.EquivalentTo(Enum.GetValues<GpuKind>()));
        foreach (GpuDescription device in all)
        {
            Assert.That(device.Name, Is.Not.Empty);
            Assert.That(device.Problem, device.Index < 0 ? Is.Not.Empty : Is.Null.Or.Not.Empty, device.Name);
        }
    }

    [Test]
    [Category("OpenCL")]
    public void Find_MachineWithOpenCL_FindsAUsableDevice()
    {
        IReadOnlyList<GpuDescription> all = GpuDiscovery.Find();
        if (!all.Any(device => device.Kind == GpuKind.OpenCL && device.IsUsable))
        {
            Requirement.Missing("opencl", all.First(device => device.Kind == GpuKind.OpenCL).Problem!);
        }

        foreach (GpuDescription device in all.Where(device => device.Kind == GpuKind.OpenCL))
        {
            Assert.That(device.Driver, Is.Not.Empty, device.Name);
        }
    }

    [Test]
    [Category("OpenCL")]
    public void Find_PoCL_CountsAsProcessor()
    {
        // PoCL names its devices "cpu-" and the processor.
        foreach (GpuDescription device in GpuDiscovery.Find().Where(device => device.Name.StartsWith("cpu-")))
        {
            Assert.That(device.IsProcessor, Is.True, device.Name);
        }
    }

    [Test]
    public void OpenCLProblem_DriverTooOld_NamesVersionsAndRemedy() => Assert.Multiple(() =>
    {
        Assert.That(
            GpuDiscovery.OpenCLProblem(new CLCVersion(1, 2), hasGenericAddressSpace: false),
            Is.EqualTo("OpenCL C 1.2 is too old, 2.0 is needed: update the driver"));
        Assert.That(
            GpuDiscovery.OpenCLProblem(new CLCVersion(3, 0), hasGenericAddressSpace: false),
            Does.Contain("generic address space").And.EndsWith("update the driver (PoCL: 4.0 or newer)"));
        Assert.That(GpuDiscovery.OpenCLProblem(new CLCVersion(3, 0), hasGenericAddressSpace: true), Is.Null);
    });

    [Test]
    public void CudaProblem_DriverTooOld_NamesItsVersionAndTheRemedy() => Assert.Multiple(() =>
    {
        CudaDriverVersion driver = CudaDriverVersion.FromMajorMinor(9, 2);
        Assert.That(
            GpuDiscovery.CudaProblem(null, driver),
            Is.EqualTo("the NVIDIA driver (9.2) is too old for this device: update the driver"));
        Assert.That(GpuDiscovery.CudaProblem(CudaInstructionSet.ISA_80, driver), Is.Null);
    });

    [Test]
    public void DriverPresent_InAFreshProcess_LoadsNothingOfIlgpu()
    {
        IlgpuWatch watch = new();
        Assembly kernels = watch.LoadFromAssemblyPath(typeof(GpuDiscovery).Assembly.Location);

        Type discovery = kernels.GetType(typeof(GpuDiscovery).FullName!)!;
        discovery.GetMethod(nameof(GpuDiscovery.DriverPresent))!.Invoke(null, null);
        Assert.That(watch.Asked, Has.None.StartsWith("ILGPU"));

        discovery.GetMethod(nameof(GpuDiscovery.Find))!.Invoke(null, null);
        Assert.That(watch.Asked, Has.Some.StartsWith("ILGPU"), "the watch sees what it is there to see");
    }

    /// <summary>Loads a second copy of the library and records which assemblies that copy loads.</summary>
    private sealed class IlgpuWatch() : AssemblyLoadContext("watch")
    {
        public List<string> Asked { get; } = [];

        protected override Assembly? Load(AssemblyName assemblyName)
        {
            Asked.Add(assemblyName.Name ?? "");
            return null;
        }
    }
}
