using MiniConvViz.Execution;
using MiniConvViz.Networks;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Execution;

/// <summary>
/// A network on a device whose limit of threads for a compiled kernel is less than its thread block has.
/// </summary>
public sealed class GroupLimitTests
{
    private static readonly Tensor Image = SmallNetworks.Random([1, 3, 9, 9]);

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void CreateFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void Run_AFormThatDoesNotFit_IsReplacedByTheNext()
    {
        Network network = SmallNetworks.Residual();
        using Session session = new(network, Open(new FaultyGpu("Conv2dGpuRegisters", KernelFault.GroupsTooLarge)));
        using Session expected = new(network, Device.Cpu(1));
        for (int run = 0; run < 2; run++)
        {
            Assert.That(
                session.Run(Image).Values.ToArray(),
                Is.EqualTo(expected.Run(Image).Values.ToArray()).Within(1e-5f));
        }
    }

    [Test]
    public void Tune_AFormThatDoesNotFit_IsNotTimed()
    {
        using Session session = new(
            SmallNetworks.Residual(), Open(new FaultyGpu("Conv2dGpuDepthwise", KernelFault.GroupsTooLarge)));
        IReadOnlyList<TunedLayer> layers = session.Tune(Image);
        Assert.That(layers, Is.Not.Empty);
        Assert.That(layers.SelectMany(layer => layer.Times).Select(time => time.Name), Has.No.Member("Depthwise"));
    }

    [Test]
    public void Run_TheSimplestFormDoesNotFit_IsRefusedWithItsNode()
    {
        FaultyGpu gpu = new("MatMulGpuNaive", KernelFault.GroupsTooLarge)
        {
            ["GpuGemmRegisters"] = KernelFault.GroupsTooLarge,
        };
        Assert.That(
            () => OperatorRun.Run(Open(gpu), new MatMul(), SmallNetworks.Random([5, 6]), SmallNetworks.Random([6, 17])),
            Throws.TypeOf<DeviceException>().With.Message.Contains("Imaginary GPU: the driver allows 64"));
    }

    private Device Open(FaultyGpu gpu) => Device.Of(
        "opencl",
        "Imaginary GPU",
        () => new GpuBackend(gpu.Open([]), new GpuTuning(_folder.Root, gpu.Described, usesTensorCores: false)));
}
