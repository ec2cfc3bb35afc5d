using MiniConvViz.Execution;
using MiniConvViz.Kernels;

namespace MiniConvViz.Tests.Execution;

/// <summary>The self-test runs every form, and a faulty one does not affect the others.</summary>
[Category("Exhaustive")]
public sealed class GpuFormTestTests
{
    private const double Tolerance = 1e-3;

    // Those that need no thread blocks, in the order of the test: the simplest ones first.
    private static readonly string[] WithoutGroups =
    [
        "Conv2d Naive", "Linear Naive", "MatMul Naive", "Conv2d Registers", "Conv2d Depthwise",
        "Conv2d WinogradRegisters", "Linear Registers", "MatMul Registers",
    ];

    [Test]
    public void Run_OnTheEmulation_TriesEveryFormWithoutGroups() =>
        Assert.That(NamesOf(RunAll(OpenEmulation)), Is.EqualTo(WithoutGroups));

    [Test]
    public void Run_ChosenOnly_TriesWhatTheDeviceChoosesAndTheSimplest() => Assert.That(
        NamesOf(new GpuFormTest(OpenEmulation, Tolerance) { ChosenOnly = true }.Run()),
        Is.EqualTo(WithoutGroups.Where(name => name.EndsWith(" Naive") || name.EndsWith(" Registers"))));

    [Test]
    public void Run_ChosenOnlyAndTheChosenIsBad_TriesTheNextInItsPlace()
    {
        FaultyGpu gpu = new("GpuGemmRegisters", KernelFault.ComputesNothing);
        IReadOnlyList<GpuFormResult> results =
            new GpuFormTest(gpu.Open, Tolerance) { ChosenOnly = true }.Run();
        Assert.That(FaultsOf(results).Keys, Is.EqualTo(["Linear Registers", "MatMul Registers"]));

        gpu = new("Conv2dGpuRegisters", KernelFault.ComputesNothing);
        results = new GpuFormTest(gpu.Open, Tolerance) { ChosenOnly = true }.Run();
        Assert.That(FaultsOf(results).Keys, Is.EqualTo(["Conv2d Registers"]));
        Assert.That(NamesOf(results), Does.Contain("Conv2d Depthwise"), "it is what the device takes then");
    }

    [Test]
    [Category("OpenCL")]
    public void Run_OnOpenCL_TriesEveryFormThatNeedsNoTensorCores()
    {
        GpuDescription? device = GpuDiscovery.Find().FirstOrDefault(
            device => device.Kind == GpuKind.OpenCL && device.IsUsable);
        if (device is null)
        {
            Requirement.Missing("opencl", "there is no OpenCL device");
            return;
        }

        Assert.That(
            NamesOf(RunAll(excluded => GpuAccelerator.Create(device, excludedForms: excluded))),
            Is.EquivalentTo((string[])
            [
                .. Enum.GetValues<Conv2dGpuForm>()
                    .Except([Conv2dGpuForm.TensorCores, Conv2dGpuForm.TensorCores64, Conv2dGpuForm.TensorCoresSplit64])
                    .Select(form => $"Conv2d {form}"),
                .. Enum.GetValues<LinearGpuForm>().Select(form => $"Linear {form}"),
                .. Enum.GetValues<MatMulGpuForm>().Select(form => $"MatMul {form}"),
            ]));
    }

    [Test]
    public void Run_OneFormComputesNothing_IsTheOnlyOneWithAFault()
    {
        FaultyGpu gpu = new("Conv2dGpuRegisters", KernelFault.ComputesNothing);
        IReadOnlyList<GpuFormResult> results = new GpuFormTest(gpu.Open, Tolerance).Run();
        Assert.That(NamesOf(results), Is.EqualTo(WithoutGroups));
        Assert.That(FaultsOf(results).Single().Key, Is.EqualTo("Conv2d Registers"));
        Assert.That(FaultsOf(results).Single().Value, Is.EqualTo("is off by NaN, relatively"));
        Assert.That(gpu.Opened, Has.Count.EqualTo(1), "nothing failed");
    }

    [TestCase(KernelFault.DoesNotCompile, "Conv2dGpuRegisters.Kernel does not compile: the compiler gives up")]
    [TestCase(KernelFault.LaunchFails, "launch of Conv2dGpuRegisters.Kernel failed: unspecified launch failure")]
    public void Run_OneFormFails_GoesOnWithTheDeviceOpenedAgain(KernelFault fault, string told)
    {
        FaultyGpu gpu = new("Conv2dGpuRegisters", fault);
        IReadOnlyList<GpuFormResult> results = new GpuFormTest(gpu.Open, Tolerance).Run();
        Assert.That(NamesOf(results), Is.EqualTo(WithoutGroups));
        Assert.That(FaultsOf(results), Is.EqualTo(new Dictionary<string, string> { ["Conv2d Registers"] = told }));
        Assert.That(gpu.Opened, Has.Count.EqualTo(2));
        Assert.That(gpu.Opened[1], Is.EqualTo([Conv2dGpuForm.Registers]));
    }

    [Test]
    public void Run_GroupsThatAreTooLarge_NeedNoOtherContext()
    {
        FaultyGpu gpu = new("Conv2dGpuRegisters", KernelFault.GroupsTooLarge);
        IReadOnlyList<GpuFormResult> results = new GpuFormTest(gpu.Open, Tolerance).Run();
        Assert.That(FaultsOf(results).Single().Value, Is.EqualTo("the driver allows 64"));
        Assert.That(gpu.Opened, Has.Count.EqualTo(1));
    }

    [Test]
    public void Run_TwoFormsFail_EachCostsItself()
    {
        FaultyGpu gpu = new("Conv2dGpuRegisters", KernelFault.LaunchFails)
        {
            ["Conv2dGpuDepthwise"] = KernelFault.DoesNotCompile,
        };
        IReadOnlyList<GpuFormResult> results = new GpuFormTest(gpu.Open, Tolerance).Run();
        Assert.That(FaultsOf(results).Keys, Is.EqualTo(["Conv2d Registers", "Conv2d Depthwise"]));
        Assert.That(gpu.Opened[^1], Is.EquivalentTo([Conv2dGpuForm.Registers, Conv2dGpuForm.Depthwise]));
    }

    [TestCase(KernelFault.DoesNotCompile)]
    [TestCase(KernelFault.LaunchFails)]
    public void Run_TheSimplestFormFails_CostsTheDevice(KernelFault fault)
    {
        FaultyGpu gpu = new("LinearGpuNaive", fault);
        Assert.That(
            () => new GpuFormTest(gpu.Open, Tolerance).Run(),
            Throws.TypeOf<DeviceException>().With.Message.StartsWith("Linear Naive: Imaginary GPU: "));
    }

    [Test]
    public void Run_TheDeviceStaysLost_BlamesTheFormThatLostIt()
    {
        // A sticky error of the driver: the device cannot be opened again in this process.
        FaultyGpu gpu = new("Conv2dGpuRegisters", KernelFault.LaunchFails) { OpensOnce = true };
        Assert.That(
            () => new GpuFormTest(gpu.Open, Tolerance).Run(),
            Throws.TypeOf<DeviceException>().With.Message.EqualTo(
                "Conv2d Registers: Imaginary GPU: launch of Conv2dGpuRegisters.Kernel failed: unspecified launch failure; "
                + "after that the device does not work again in this process"));
    }

    [Test]
    public void Run_WithoutMemory_BlamesNoForm()
    {
        FaultyGpu gpu = new("Conv2dGpuRegisters", KernelFault.HasNoMemory);
        Assert.That(
            () => new GpuFormTest(gpu.Open, Tolerance).Run(),
            Throws.TypeOf<DeviceException>().With.Message.StartsWith("Conv2d Registers: Imaginary GPU: no memory for "));
    }

    private static GpuAccelerator OpenEmulation(IReadOnlyCollection<Enum> excluded) =>
        GpuAccelerator.Create(GpuDevices.Find(GpuKind.IlgpuCpu), excludedForms: excluded);

    private static IReadOnlyList<GpuFormResult> RunAll(Func<IReadOnlyCollection<Enum>, GpuAccelerator> open)
    {
        IReadOnlyList<GpuFormResult> results = new GpuFormTest(open, Tolerance).Run();
        foreach (GpuFormResult result in results)
        {
            Assert.That(result.Error, Is.LessThan(5e-6), ExcludedForm.NameOf(result.Form));
            Assert.That(result.Fault, Is.Null);
        }

        return results;
    }

    private static string[] NamesOf(IEnumerable<GpuFormResult> results) =>
        [.. results.Select(result => ExcludedForm.NameOf(result.Form))];

    private static Dictionary<string, string> FaultsOf(IEnumerable<GpuFormResult> results) => results
        .Where(result => result.Fault is not null)
        .ToDictionary(result => ExcludedForm.NameOf(result.Form), result => result.Fault!);
}
