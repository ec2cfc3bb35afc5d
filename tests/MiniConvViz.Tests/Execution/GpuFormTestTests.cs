using MiniConvViz.Execution;
using MiniConvViz.Kernels;

namespace MiniConvViz.Tests.Execution;

/// <summary>That the self-test tries every form there is, and finds all of them right.</summary>
public sealed class GpuFormTestTests
{
    [Test]
    public void Run_OnTheEmulation_TriesEveryFormWithoutGroups()
    {
        using GpuAccelerator gpu = GpuAccelerator.Create(GpuDevices.Find(GpuKind.IlgpuCpu));
        Assert.That(Run(gpu), Is.SupersetOf((string[])
            ["Conv2d, Naive", "Conv2d, Registers", "Linear, Naive", "Linear, Registers", "MatMul, Registers"]));
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

        using GpuAccelerator gpu = GpuAccelerator.Create(device);
        Assert.That(Run(gpu), Is.EquivalentTo((string[])
        [
            .. Enum.GetValues<Conv2dGpuForm>()
                .Except([Conv2dGpuForm.TensorCores, Conv2dGpuForm.TensorCores64, Conv2dGpuForm.TensorCoresSplit64])
                .Select(form => $"Conv2d, {form}"),
            .. Enum.GetValues<LinearGpuForm>().Select(form => $"Linear, {form}"),
            .. Enum.GetValues<MatMulGpuForm>().Select(form => $"MatMul, {form}"),
        ]));
    }

    private static List<string> Run(GpuAccelerator gpu)
    {
        using GpuFormTest test = new(gpu);
        List<string> forms = [];
        foreach ((string form, double error) in test.Run())
        {
            Assert.That(error, Is.LessThan(5e-6), form);
            forms.Add(form);
        }

        return forms;
    }
}
