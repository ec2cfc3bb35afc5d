using ILGPU;

namespace MiniConvViz.Kernels.Tests;

/// <summary>Asynchronous copies, in order with the launches around them.</summary>
internal sealed class GpuCopiesTests(GpuDescription device) : GpuFixture(device)
{
    private const int Slot = CudaStaging.SlotFloats;

    private static readonly int[] Lengths = [1, 1000, Slot - 1, Slot, Slot + 1, (2 * Slot) + 5];

    [TestCaseSource(nameof(Lengths))]
    public void UploadAndDownload_OfAnyLength_KeepEveryFloat(int length)
    {
        float[] floats = Floats(length, seed: 3);
        ArrayView<float> view = Reserve(length);
        Gpu.UploadLater(floats, view);
        Assert.That(Download(view).AsSpan().SequenceEqual(floats), Is.True);
    }

    [Test]
    public void UploadAndDownload_OfMoreThanAllSlots_KeepEveryFloat()
    {
        float[] floats = Floats(((CudaStaging.MostSlots + 1) * Slot) + 3, seed: 4);
        ArrayView<float> view = Upload(floats);
        Assert.That(Download(view).AsSpan().SequenceEqual(floats), Is.True);
    }

    [Test]
    public void Upload_SourceChangedAfterwards_UploadedWhatItWas()
    {
        float[] floats = Floats(1000, seed: 5);
        float[] source = [.. floats];
        ArrayView<float> view = Reserve(floats.Length);
        Gpu.Upload(source, view);
        Array.Clear(source);
        Assert.That(Download(view), Is.EqualTo(floats));
    }

    [Test]
    public void DownloadLater_Several_AreAllThereAfterFinishCopies()
    {
        float[][] floats = [Floats(10, 1), Floats(Slot + 1, 2), Floats(70_000, 3)];
        float[][] targets = [.. floats.Select(source => new float[source.Length])];
        for (int i = 0; i < floats.Length; i++)
        {
            Gpu.DownloadLater(Upload(floats[i]), targets[i]);
        }

        Gpu.FinishCopies();
        Assert.That(targets, Is.EqualTo(floats));
    }

    [Test]
    public void DownloadLater_OfWhatLaterLaunchesWouldRead_SeesWhatWasRequestedBefore()
    {
        float[] floats = Floats(500, 6);
        ArrayView<float> first = Reserve(500), second = Reserve(500);
        float[] target = new float[500];
        Gpu.Copy(Upload(floats), first);
        Gpu.DownloadLater(first, target);
        Gpu.Copy(first, second);
        Gpu.FinishCopies();
        Assert.That(target, Is.EqualTo(floats));
        Assert.That(Download(second), Is.EqualTo(floats));
    }

    [Test]
    public void AbandonCopies_LeavesTheDeviceUsable()
    {
        float[] floats = Floats(500, 7);
        ArrayView<float> view = Upload(floats);
        float[] target = new float[500];
        Gpu.DownloadLater(view, target);
        Gpu.AbandonCopies();
        Array.Clear(target);
        Assert.That(Download(view), Is.EqualTo(floats));
        Assert.That(target, Is.All.Zero, "what was abandoned is not written later");
    }

    [Test]
    public void Move_OfWhatWasUploadedAside_LeavesItsMemoryToTheNext()
    {
        RequireCuda();
        float[][] batches = [.. Enumerable.Range(1, 5).Select(seed => Floats(Slot + 7, seed))];
        ArrayView<float> aside = Reserve(Slot + 7);
        ArrayView<float>[] moved = [.. batches.Select(batch => Reserve(batch.Length))];
        for (int i = 0; i < batches.Length; i++)
        {
            float[] source = [.. batches[i]];
            Gpu.UploadAside(source, aside);
            Array.Clear(source);
            Gpu.Move(aside, moved[i]);
        }

        for (int i = 0; i < batches.Length; i++)
        {
            Assert.That(Download(moved[i]).AsSpan().SequenceEqual(batches[i]), Is.True, $"batch {i}");
        }
    }

    [Test]
    public void TryRecord_RunsNothing_UntilItIsLaunched()
    {
        RequireCuda();
        ArrayView<float> view = Upload(new float[300]), copy = Upload(new float[300]);
        Work();
        Gpu.Upload(new float[300], copy);
        Assert.That(Gpu.TryRecord(Work, out GpuGraph? graph, out string? problem), Is.True, problem);
        Assert.That(Download(copy), Is.All.Zero, "recorded, not run");
        using (graph)
        {
            Gpu.Upload(new float[300], view);
            Gpu.Launch(graph!);
            Assert.That(Download(copy), Is.EqualTo(Enumerable.Range(0, 300).Select(i => (i * 2f) + 1f)));
            Gpu.Upload(new float[300], copy);
            Gpu.Launch(graph!);
            Assert.That(Download(copy)[299], Is.EqualTo(599f), "launched again");
        }

        void Work()
        {
            Gpu.Launch(WriteIndex, 300, view, 2, 1);
            Gpu.Copy(view, copy);
        }
    }

    [Test]
    public void TryRecord_OfAnUpload_IsRefusedAndLeavesTheDeviceUsable()
    {
        RequireCuda();
        float[] floats = Floats(20, 8);
        ArrayView<float> view = Reserve(20);
        Assert.That(Gpu.TryRecord(() => Gpu.Upload(floats, view), out _, out string? problem), Is.False);
        Assert.That(
            problem, Does.StartWith("the run cannot be recorded: ").And.EndsWith("upload while launches are recorded"));
        Gpu.Upload(floats, view);
        Assert.That(Download(view), Is.EqualTo(floats));
    }

    [Test]
    public void GraphProblem_OfDevicesWithoutGraphs_IsReported()
    {
        if (Gpu.ReadsAtOnce)
        {
            Assert.That(Gpu.GraphProblem, Is.Null);
            return;
        }

        Assert.That(Gpu.TryRecord(() => Assert.Fail("nothing to record on"), out _, out string? problem), Is.False);
        Assert.That(problem, Is.EqualTo("graphs are CUDA's"));
    }

    private void RequireCuda()
    {
        if (!Gpu.ReadsAtOnce)
        {
            Assert.Pass($"{Gpu.Name} has one stream, and nothing to record.");
        }
    }

    private static void WriteIndex(Index1D index, ArrayView<float> view, int scale, int offset) =>
        view[index] = (index * scale) + offset;
}
