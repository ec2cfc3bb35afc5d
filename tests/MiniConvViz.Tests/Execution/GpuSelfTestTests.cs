using MiniConvViz.Execution;
using MiniConvViz.Kernels;
using MiniConvViz.Networks;
using MiniConvViz.Ops;
using MiniConvViz.Taps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Execution;

/// <summary>The test that a GPU must pass before it is used, and that it is remembered.</summary>
public sealed class GpuSelfTestTests
{
    private const string WrongVerdict = "block.conv (Conv2d) is off by 2.0E-001, relatively";

    /// <summary>Never opened: what is remembered of it is all that counts.</summary>
    private static GpuDescription SomeGpu => new()
    {
        Name = "Imaginary GPU",
        Kind = GpuKind.OpenCL,
        Index = 1000,
        MemoryBytes = 1,
        Version = "OpenCL 3.0",
        IsProcessor = false,
    };

    [Test]
    public void RequirePassed_OnTheEmulation_RemembersNothing()
    {
        using TemporaryFolder folder = new();
        new GpuSelfTest(folder.File("verdicts")).RequirePassed(Emulation());
        Assert.That(Directory.Exists(folder.File("verdicts")), Is.False);
    }

    [Test]
    public void RunAgain_OnTheEmulation_PassesAndTellsWhatWasCompiled()
    {
        using TemporaryFolder folder = new();
        DeviceWarmUp result = new GpuSelfTest(folder.File("verdicts")).RunAgain(Emulation());

        Assert.That(result.Fault, Is.Null);
        Assert.That(result.Kernels, Is.GreaterThan(8));
        Assert.That(result.CompileTime, Is.GreaterThan(TimeSpan.Zero));
        string file = Directory.GetFiles(folder.File("verdicts")).Single();
        Assert.That(File.ReadAllText(file), Is.EqualTo("passed"));
    }

    [Test]
    public void RequirePassed_OnADeviceThatFailedBefore_RefusesWithoutOpeningIt()
    {
        using TemporaryFolder folder = new();
        string verdicts = folder.File("verdicts");
        OpenFails(new GpuSelfTest(verdicts));
        Directory.CreateDirectory(verdicts);
        File.WriteAllText(FileOfSomeGpu(verdicts), WrongVerdict);

        Assert.That(
            () => new GpuSelfTest(verdicts).RequirePassed(SomeGpu),
            Throws.InstanceOf<DeviceException>().With.Message.Contains("Imaginary GPU")
                .And.Message.Contains(WrongVerdict)
                .And.Message.Contains("devices --warm-up"));
    }

    [Test]
    public void RequirePassed_OnADeviceThatPassedBefore_DoesNotOpenIt()
    {
        using TemporaryFolder folder = new();
        string verdicts = folder.File("verdicts");
        Directory.CreateDirectory(verdicts);
        File.WriteAllText(FileOfSomeGpu(verdicts), "passed");
        Assert.That(() => new GpuSelfTest(verdicts).RequirePassed(SomeGpu), Throws.Nothing);
    }

    [Test]
    public void FileOf_AnotherDriver_IsAnotherFile()
    {
        GpuSelfTest test = new("verdicts");
        Assert.That(test.FileOf(SomeGpu with { Driver = "580.95" }), Is.Not.EqualTo(test.FileOf(SomeGpu)));
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

        string verdict = GpuSelfTest.Judge(tap.Activations, name => expected[name].Values);
        Assert.That(verdict, isFine ? Is.EqualTo("passed") : Does.StartWith("block.conv1 (Conv2d) is off by"));
    }

    private static void OpenFails(GpuSelfTest test) =>
        Assert.That(() => test.RequirePassed(SomeGpu), Throws.Exception, "it is opened when nothing is remembered");

    /// <summary>What the test of the device would be remembered in.</summary>
    private static string FileOfSomeGpu(string folder) => new GpuSelfTest(folder).FileOf(SomeGpu);

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
