using MiniConvViz.Execution;
using MiniConvViz.Kernels;
using MiniConvViz.Networks;
using MiniConvViz.Taps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Execution;

/// <summary>The test that a GPU must pass before it is used, and its saved verdict.</summary>
[Category("Exhaustive")]
internal sealed class GpuSelfTestTests
{
    private const string WrongVerdict = "block.conv (Conv2d) is off by 2.0E-1, relatively";

    private TemporaryFolder _folder = null!;

    private string Verdicts => _folder.File("verdicts");

    [SetUp]
    public void CreateFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void RequirePassed_OnTheEmulation_RemembersNothing()
    {
        Assert.That(new GpuSelfTest(Verdicts, GpuDevices.OpenAccelerator).RequirePassed(Emulation()), Is.Empty);
        Assert.That(Directory.Exists(Verdicts), Is.False);
    }

    [Test]
    public void RunAgain_OnTheEmulation_PassesAndReportsWhatWasCompiled()
    {
        DeviceWarmUp result = new GpuSelfTest(Verdicts, GpuDevices.OpenAccelerator).RunAgain(Emulation());

        Assert.That(result.Fault, Is.Null);
        Assert.That(result.Excluded, Is.Empty);
        Assert.That(result.Kernels, Is.GreaterThan(8));
        Assert.That(result.CompileTime, Is.GreaterThan(TimeSpan.Zero));
        string file = Directory.GetFiles(Verdicts).Single();
        Assert.That(GpuVerdict.Parse(File.ReadAllText(file)), Is.Not.Null);
    }

    [TestCase("Conv2dGpuRegisters", "Conv2d Registers: is off by NaN, relatively")]
    [TestCase("LinearGpuNaive", null, Reason = "what all other forms fall back to costs the device")]
    public void RequirePassed_OneFormIsWrong_ExcludesItAndReportsOnce(string kernels, string? told)
    {
        FaultyGpu gpu = new(kernels, KernelFault.ComputesNothing);
        List<string> notices = [];
        GpuSelfTest first = new(Verdicts, gpu.Open);
        if (told is null)
        {
            Assert.That(
                () => first.RequirePassed(FaultyGpu.Description, notice: notices.Add),
                Throws.TypeOf<DeviceException>().With.Message.Contains("Linear Naive: is off by"));
            Assert.That(notices, Is.Empty);
            return;
        }

        Assert.That(
            first.RequirePassed(FaultyGpu.Description, notice: notices.Add), Is.EqualTo([Conv2dGpuForm.Registers]));
        Assert.That(notices.Single(), Does.StartWith($"Imaginary GPU: the self-test excludes {told}. Other forms "));

        // Another process: the device is not opened, and there is no notice.
        int opened = gpu.Opened.Count;
        GpuSelfTest later = new(Verdicts, gpu.Open);
        Assert.That(
            later.RequirePassed(FaultyGpu.Description, notice: notices.Add), Is.EqualTo([Conv2dGpuForm.Registers]));
        Assert.That(gpu.Opened, Has.Count.EqualTo(opened));
        Assert.That(notices, Has.Count.EqualTo(1));
        Assert.That(later.Recall(FaultyGpu.Description)!.Excluded.Single().ToString(), Is.EqualTo(told));
    }

    [Test]
    public void RequirePassed_AFormFails_RunsTheNetworkWithoutIt()
    {
        // The network's convolutions would choose it.
        FaultyGpu gpu = new("Conv2dGpuRegisters", KernelFault.LaunchFails);
        Assert.That(
            new GpuSelfTest(Verdicts, gpu.Open).RequirePassed(FaultyGpu.Description),
            Is.EqualTo([Conv2dGpuForm.Registers]));
        Assert.That(gpu.Opened[^1], Is.EqualTo([Conv2dGpuForm.Registers]));
    }

    [TestCase("Conv2dGpuDepthwise", Conv2dGpuForm.Depthwise)]
    [TestCase("WinogradGpuRegisters", Conv2dGpuForm.WinogradRegisters)]
    [TestCase("Conv2dGpuRegisters", Conv2dGpuForm.Registers)]
    public void RequirePassed_ACpuOpenCLDevice_TestsTheFormsItChooses(string kernels, Conv2dGpuForm form)
    {
        FaultyGpu gpu = new(kernels, KernelFault.DoesNotCompile) { IsProcessor = true };
        Assert.That(new GpuSelfTest(Verdicts, gpu.Open).RequirePassed(gpu.Described), Is.EqualTo([form]));
    }

    [Test]
    public void RequirePassed_AnOperatorIsWrong_CostsTheDevice()
    {
        FaultyGpu gpu = new("ActivationGpu", KernelFault.ComputesNothing);
        Assert.That(
            () => new GpuSelfTest(Verdicts, gpu.Open).RequirePassed(FaultyGpu.Description),
            Throws.TypeOf<DeviceException>()
                .With.Message.Match(@"^Imaginary GPU: the self-test found wrong values: block.relu \(ReLU\) is off by "
                    + @".*Update the driver, or choose another device$")
                .And.Property(nameof(DeviceException.Remedy)).EqualTo(Remedy.RepeatSelfTest));
        Assert.That(new GpuSelfTest(Verdicts, gpu.Open).Recall(FaultyGpu.Description)!.Fault, Does.StartWith("block.relu"));
    }

    [Test]
    public void RequirePassed_AnOperatorFails_IsNotRemembered()
    {
        FaultyGpu gpu = new("ActivationGpu", KernelFault.DoesNotCompile);
        GpuSelfTest test = new(Verdicts, gpu.Open);
        Assert.That(
            () => test.RequirePassed(FaultyGpu.Description),
            Throws.TypeOf<DeviceException>().With.Message.StartsWith("self-test: block.relu (ReLU): Imaginary GPU: "));
        gpu.Mend();
        Assert.That(test.RequirePassed(FaultyGpu.Description), Is.Empty);
    }

    [Test]
    public void RunAgain_AfterTheDriverWasMended_ForgetsWhatWasExcluded()
    {
        FaultyGpu gpu = new("Conv2dGpuRegisters", KernelFault.ComputesNothing);
        GpuSelfTest test = new(Verdicts, gpu.Open);
        Assert.That(test.RunAgain(FaultyGpu.Description).Excluded, Has.Count.EqualTo(1));
        gpu.Mend();
        Assert.That(test.RunAgain(FaultyGpu.Description).Excluded, Is.Empty);
        Assert.That(test.RequirePassed(FaultyGpu.Description), Is.Empty);
    }

    [Test]
    public void RequirePassed_OnADeviceThatFailedBefore_RefusesWithoutOpeningIt()
    {
        FaultyGpu gpu = new();
        Remember(new GpuVerdict(WrongVerdict, []));
        Assert.That(
            () => new GpuSelfTest(Verdicts, gpu.Open).RequirePassed(FaultyGpu.Description),
            Throws.InstanceOf<DeviceException>().With.Message.Contains("Imaginary GPU")
                .And.Message.Contains(WrongVerdict)
                .And.Message.EndsWith("Update the driver, or choose another device")
                .And.Property(nameof(DeviceException.Remedy)).EqualTo(Remedy.RepeatSelfTest));
        Assert.That(gpu.Opened, Is.Empty);
    }

    [TestCase("")]
    [TestCase("passed", Reason = "the format of earlier versions")]
    public void RequirePassed_WithADamagedFile_TestsAgain(string text)
    {
        FaultyGpu gpu = new();
        Remember(GpuVerdict.Passed);
        File.WriteAllText(FileOfGpu(), text);
        Assert.That(new GpuSelfTest(Verdicts, gpu.Open).RequirePassed(FaultyGpu.Description), Is.Empty);
        Assert.That(gpu.Opened, Is.Not.Empty);
        Assert.That(File.ReadAllText(FileOfGpu()), Is.EqualTo(GpuVerdict.Passed.ToText()));
    }

    [Test]
    public void FileOf_AnotherDriver_IsAnotherFile()
    {
        GpuSelfTest test = new(Verdicts, GpuDevices.OpenAccelerator);
        Assert.That(
            test.FileOf(FaultyGpu.Description with { Driver = "580.95" }),
            Is.Not.EqualTo(test.FileOf(FaultyGpu.Description)));
    }

    [TestCase(1.0001f, true)]
    [TestCase(1.1f, false)]
    [TestCase(float.NaN, false)]
    public void Judge_OneNumberChanged_IsFoundByItsNode(float factor, bool isFine)
    {
        Network network = SmallNetworks.Residual();
        Tensor input = SmallNetworks.Random([1, 3, 9, 9]);
        using Session session = new(network, Device.Cpu(1));
        using Session truth = new(network, Device.Reference);
        using Edit edit = session.Edit("block.conv1", activation => Multiply(activation.Values, factor));
        using Tap tap = session.Tap("*");
        using Tap expected = truth.Tap("*");
        session.Run(input);
        truth.Run(input);

        string? fault = GpuNetworkTest.Judge(
            tap.Activations.Select(activation => (activation.Node, activation.Values)),
            node => expected[node.Name].Values,
            1e-3)?.Fault;
        Assert.That(fault, isFine ? Is.Null : Does.StartWith("block.conv1 (Conv2d) is off by"));
    }

    private void Remember(GpuVerdict verdict)
    {
        Directory.CreateDirectory(Verdicts);
        File.WriteAllText(FileOfGpu(), verdict.ToText());
    }

    private string FileOfGpu() => new GpuSelfTest(Verdicts, GpuDevices.OpenAccelerator).FileOf(FaultyGpu.Description);

    private static GpuDescription Emulation() => GpuDevices.Find(GpuKind.IlgpuCpu);

    private static Tensor Multiply(Tensor tensor, float factor)
    {
        foreach (ref float value in tensor.Values)
        {
            value *= factor;
        }

        return tensor;
    }
}
