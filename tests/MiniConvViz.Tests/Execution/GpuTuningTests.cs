using MiniConvViz.Execution;
using MiniConvViz.Kernels;
using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Execution;

[Category("Exhaustive")]
public sealed class GpuTuningTests
{
    private static readonly Tensor Image = SmallNetworks.Random([1, 3, 9, 9]);

    [TestCase("ilgpu-cpu")]
    [TestCase("opencl", Category = "OpenCL")]
    public void Tune_ASmallNetwork_TimesEveryKindOfLayerOnceAndKeepsTheNumbers(string name)
    {
        using TemporaryFolder folder = new();
        Network network = SmallNetworks.Residual();
        using Session session = new(network, Tuned(name, folder.Root));
        Tensor before = session.Run(Image);
        IReadOnlyList<TunedLayer> layers = session.Tune(Image);

        Assert.That(layers.Select(layer => layer.Layer), Is.Unique);
        Assert.That(layers.Select(layer => layer.Node.Operator.Kind).Distinct(), Does.Contain("Conv2d"));
        foreach (TunedLayer layer in layers)
        {
            Assert.That(layer.Times, Has.Count.GreaterThan(1), layer.Layer);
            Assert.That(layer.Times.Select(form => form.Time), Is.Ordered, layer.Layer);
            Assert.That(layer.Times.Select(form => form.Name), Is.Unique, layer.Layer);
            Assert.That(layer.Times.Count(form => form.IsExpected), Is.EqualTo(1), layer.Layer);
        }

        Assert.That(session.Run(Image).Values.ToArray(), Is.EqualTo(before.Values.ToArray()).Within(1e-5f));
        Dictionary<string, string> fastest = FormsOf(session);
        using Session later = new(network, Tuned(name, folder.Root));
        Assert.That(FormsOf(later), Is.EqualTo(fastest), "a later session takes what was the fastest");
        Assert.That(layers.All(layer => fastest[layer.Node.Name] == $"{layer.Times[0].Name} (tuned)"), Is.True);
    }

    [TestCase("Depthwise", ExpectedResult = "Depthwise (tuned)")]
    [TestCase("Naive", ExpectedResult = "Registers", Reason = "a rung of the ladder is never taken")]
    [TestCase("Gemm128", ExpectedResult = "Registers", Reason = "groups that large do not fit")]
    [TestCase("NoSuchForm", ExpectedResult = "Registers")]
    public string Recall_AFormThatDoesNotFit_IsForgotten(string form)
    {
        using TemporaryFolder folder = new();
        string layer = LayerOfStem(folder);
        File.WriteAllText(TuningFile(folder), $"{layer}\t{form}\n");
        using Session session = new(SmallNetworks.Residual(), Tuned("ilgpu-cpu", folder.Root));
        return FormsOf(session)["stem"];
    }

    [TestCase("")]
    [TestCase("no tabs at all\n\t\t\t\n")]
    [TestCase(null)]
    public void Read_ADamagedOrMissingFile_IsAsIfNothingWasTimed(string? text)
    {
        using TemporaryFolder folder = new();
        LayerOfStem(folder);
        if (text is null)
        {
            File.Delete(TuningFile(folder));
        }
        else
        {
            File.WriteAllText(TuningFile(folder), text);
        }

        using Session session = new(SmallNetworks.Residual(), Tuned("ilgpu-cpu", folder.Root));
        Assert.That(FormsOf(session)["stem"], Is.EqualTo("Registers"));
    }

    [Test]
    public void Recall_WithAnotherDriver_NothingWasTimed()
    {
        using TemporaryFolder folder = new();
        LayerOfStem(folder);
        GpuDescription gpu = GpuDevices.Find(GpuKind.IlgpuCpu) with { Driver = "another" };
        using Session session = new(
            SmallNetworks.Residual(),
            Device.Of("ilgpu-cpu", gpu.Name, () => Open(gpu, folder.Root)));
        Assert.That(FormsOf(session)["stem"], Is.EqualTo("Registers"));
    }

    [Test]
    public void Tune_OnTheCpu_HasNothingToChoose()
    {
        using Session session = new(SmallNetworks.Residual(), Device.Cpu(1));
        Assert.That(session.Tune(Image), Is.Empty);
    }

    /// <summary>Makes a tuning file, so that there is one to change.</summary>
    private static string LayerOfStem(TemporaryFolder folder)
    {
        using Session session = new(SmallNetworks.Residual(), Tuned("ilgpu-cpu", folder.Root));
        return session.Tune(Image).Single(layer => layer.Node.Name == "stem").Layer;
    }

    private static string TuningFile(TemporaryFolder folder) => Directory.GetFiles(folder.Root).Single();

    private static Device Tuned(string name, string folder)
    {
        GpuKind kind = GpuDevices.KindOf(name)!.Value;
        GpuDescription gpu = GpuDiscovery.Find().First(found => found.Kind == kind);
        if (!gpu.IsUsable)
        {
            Requirement.Missing(name, gpu.Problem!);
        }

        return Device.Of(name, gpu.Name, () => Open(gpu, folder));
    }

    private static GpuBackend Open(GpuDescription gpu, string folder) =>
        new(GpuAccelerator.Create(gpu), new GpuTuning(folder, gpu, usesTensorCores: false));

    private static Dictionary<string, string> FormsOf(Session session)
    {
        Dictionary<string, string> forms = [];
        void Keep(StepTime step)
        {
            if (step.Algorithm.Length > 0)
            {
                forms[step.Nodes[^1].Name] = step.Algorithm;
                forms[step.Nodes[0].Name] = step.Algorithm;
            }
        }

        session.StepTimed += Keep;
        session.Run(Image);
        session.StepTimed -= Keep;
        return forms;
    }
}
