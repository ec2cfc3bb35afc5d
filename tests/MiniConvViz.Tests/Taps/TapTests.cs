using System.Runtime.CompilerServices;
using MiniConvViz.Execution;
using MiniConvViz.Networks;
using MiniConvViz.Taps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Taps;

public sealed class TapTests
{
    private static readonly Tensor Image = SmallNetworks.Random([1, 3, 9, 9]);

    [TestCase("block.conv1", "block.conv1")]
    [TestCase("block.conv*", "block.conv1 block.conv2")]
    [TestCase("*.relu*", "block.relu block.relu_1")]
    [TestCase("block.bn?", "block.bn1 block.bn2")]
    [TestCase("kind:Conv2d", "stem block.conv1 block.conv2")]
    [TestCase("kind:relu", "block.relu block.relu_1")]
    [TestCase("x", "x")]
    public void Tap_NameGlobOrKind_SelectsInExecutionOrder(string pattern, string expected)
    {
        using Session session = new(SmallNetworks.Residual(), Device.Cpu(1));
        using Tap tap = session.Tap(pattern);
        session.Run(Image);
        Assert.That(string.Join(' ', tap.Activations.Select(activation => activation.Name)), Is.EqualTo(expected));
    }

    [Test]
    public void Tap_UnknownName_FailsWithNearMatches()
    {
        using Session session = new(SmallNetworks.Residual(), Device.Cpu(1));
        NetworkException? error = Assert.Throws<NetworkException>(() => session.Tap("block.conv3"));
        Assert.That(error!.Message, Does.StartWith(
            "small has no node 'block.conv3'; near it are block.conv1, block.conv2"));
        error = Assert.Throws<NetworkException>(() => session.Tap("kind:Conv3d"));
        Assert.That(error!.Message, Does.Contain("it has AdaptiveAvgPool2d, Add, BatchNorm2d, Conv2d"));
    }

    [Test]
    public void Tap_BeforeReLU_StillHasItsNegatives()
    {
        // PyTorch's in-place ReLU overwrites the tensor that a hook kept of the node before it.
        using Session session = new(SmallNetworks.Residual(), Device.Cpu(2));
        using Tap tap = session.Tap("block.bn1", "block.add", "block.relu", "block.relu_1");
        session.Run(Image);
        Assert.That(tap["block.bn1"].Values.Values.ToArray().Min(), Is.Negative);
        Assert.That(tap["block.add"].Values.Values.ToArray().Min(), Is.Negative);
        Assert.That(tap["block.relu"].Values.Values.ToArray().Min(), Is.Zero);
        Assert.That(tap["block.relu_1"].Values.Values.ToArray().Min(), Is.Zero);
    }

    [TestCase("cpu", ExpectedResult = "stem block.conv1 block.conv1 block.conv2 block.conv2")]
    [TestCase("ilgpu-cpu", ExpectedResult = "stem block.conv1 block.conv2 block.conv1 block.conv2")]
    public string Captured_OnAGpu_WaitsUntilAllWasAskedFor(string device)
    {
        using Session session = new(SmallNetworks.Residual(), TestDevices.Open(device));
        using Tap tap = session.Tap("block.conv?");
        List<string> told = [];
        session.StepTimed += step => told.AddRange(step.Nodes.Select(node => node.Name).Where(IsConvolution));
        tap.Captured += activation => told.Add(activation.Name);
        session.Run(Image);
        return string.Join(' ', told);

        static bool IsConvolution(string name) => name == "stem" || name.StartsWith("block.conv", StringComparison.Ordinal);
    }

    [Test]
    public void Activations_KeptByTheCaller_AreNotTouchedByLaterRuns()
    {
        using Session session = new(SmallNetworks.Residual(), Device.Cpu(2));
        using Tap tap = session.Tap("*");
        session.Run(Image);
        Activation[] first = [.. tap.Activations];
        float[][] copies = [.. first.Select(activation => activation.Values.Values.ToArray())];
        session.Run(SmallNetworks.Random([1, 3, 9, 9], seed: 99));
        for (int i = 0; i < first.Length; i++)
        {
            Assert.That(first[i].Values.Values.ToArray(), Is.EqualTo(copies[i]), first[i].Name);
        }
    }

    [TestCase("cpu")]
    [TestCase("reference")]
    [TestCase("ilgpu-cpu")]
    public void Recycle_BetweenRuns_TheNextRunUsesTheSameMemory(string device)
    {
        using Session session = new(SmallNetworks.Residual(), TestDevices.Open(device));
        using Tap tap = session.Tap("block.*", "avgpool");
        session.Run(Image);
        float[][] arrays = [.. tap.Activations.Select(activation => activation.Values.Data)];
        float[][] numbers = [.. arrays.Select(array => array.ToArray())];
        Activation kept = tap["block.bn1"];

        tap.Recycle();

        Assert.That(tap.Activations, Is.Empty);
        Assert.That(
            () => kept.Values,
            Throws.TypeOf<ObjectDisposedException>()
                .With.Message.Contains("values of block.bn1 (BatchNorm2d) were recycled"));
        session.Run(Image);
        Assert.That(tap.Activations.Select(activation => activation.Values.Data), Is.EquivalentTo(arrays));
        Assert.That(
            tap.Activations.Select(activation => activation.Values.Data), Is.EqualTo(numbers), "the same values");
    }

    [Test]
    public void Recycle_AfterAThousandRuns_MemoryIsFlat()
    {
        using Session session = new(SmallNetworks.Residual(), Device.Cpu(1));
        using Tap tap = session.Tap("*");
        session.Run(Image);
        tap.Recycle();
        session.Run(Image);
        tap.Recycle();
        long activations = session.Network.InferShapes(Image.Shape).Sum(shape => (long)shape.Count) * sizeof(float);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int run = 0; run < 1000; run++)
        {
            session.Run(Image);
            tap.Recycle();
        }

        Assert.That((GC.GetAllocatedBytesForCurrentThread() - before) / 1000, Is.LessThan(activations / 2));
    }

    [TestCase("cpu")]
    [TestCase("reference")]
    [TestCase("ilgpu-cpu")]
    public void Recycle_TappedInputAndASecondTap_KeepNothingFromRunToRun(string device)
    {
        Network network = SmallNetworks.Residual();
        using Session session = new(network, TestDevices.Open(device));
        using Tap first = session.Tap([network.Inputs[0], network.Output, network["block.conv1"]]);
        using Tap second = session.Tap([network.Inputs[0], network.Output, network["block.conv1"]]);
        HashSet<float[]> arrays = new(ReferenceEqualityComparer.Instance);
        for (int run = 0; run < 20; run++)
        {
            session.Run(Image);
            foreach (Tap tap in (Tap[])[first, second])
            {
                arrays.UnionWith(tap.Activations.Select(activation => activation.Values.Data));
                tap.Recycle();
            }
        }

        // Two of each node; the output's own array belongs to the caller, so that a recycled one may replace it.
        Assert.That(arrays, Has.Count.LessThanOrEqualTo(6 + 20));
        Assert.That(arrays.Count(array => array.Length == Image.Shape.Count), Is.EqualTo(2), "the input's");
        Assert.That(arrays.Count(array => array.Length == 8 * 9 * 9), Is.EqualTo(2), "the convolution's");
    }

    [Test]
    public void Recycle_WhileTheNetworkRuns_IsRefused()
    {
        using Session session = new(SmallNetworks.Residual(), Device.Cpu(1));
        using Tap tap = session.Tap("stem");
        tap.Captured += _ => tap.Recycle();
        Assert.That(() => session.Run(Image), Throws.InvalidOperationException.With.Message.Contains("between runs"));
    }

    [Test]
    public void Recycle_WhatAnEditHandedIn_StaysTheCallers()
    {
        using Session session = new(SmallNetworks.Residual(), Device.Cpu(1));
        Tensor mine = Tensor.Full([1, 8, 9, 9], 2f);
        using Edit edit = session.Edit("stem", _ => mine);
        using Tap tap = session.Tap("*");
        for (int run = 0; run < 3; run++)
        {
            session.Run(Image);
            tap.Recycle();
        }

        Assert.That(mine.Values.ToArray(), Is.All.EqualTo(2f));
    }

    [Test]
    public void Dispose_AfterRecycling_ReturnsEveryByte()
    {
        using Session session = new(SmallNetworks.Residual(), Device.Cpu(1));
        WeakReference array = RunAndRecycle(session);
        GC.Collect();
        Assert.That(array.IsAlive, Is.False);
        GC.KeepAlive(session);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference RunAndRecycle(Session session)
        {
            using Tap tap = session.Tap("block.conv1");
            session.Run(Image);
            WeakReference recycled = new(tap["block.conv1"].Values.Data);
            tap.Recycle();
            return recycled;
        }
    }

    [Test]
    public void Activations_OverwrittenByTheCallerAfterTheRun_DoNotChangeTheNetwork()
    {
        using Session session = new(SmallNetworks.Residual(), Device.Cpu(2));
        using Tap tap = session.Tap("*");
        Tensor expected = session.Run(Image).Clone();
        foreach (Activation activation in tap.Activations)
        {
            activation.Values.Values.Fill(float.NaN);
        }

        NumericAssert.Equal(session.Run(Image), expected, "second run");
    }

    [Test]
    public void TwoTaps_OnOneNode_HoldTensorsOfTheirOwn()
    {
        using Session session = new(SmallNetworks.Residual(), Device.Cpu(1));
        using Tap one = session.Tap("fc");
        using Tap two = session.Tap("fc");
        Tensor result = session.Run(Image);
        one["fc"].Values.Values.Clear();
        NumericAssert.Equal(two["fc"].Values, result, "the other tap");
        Assert.That(result.Values.ToArray(), Has.Some.Not.Zero);
    }

    [Test]
    public void Dispose_OfATap_LetsGoOfItsActivations()
    {
        using Session session = new(SmallNetworks.Residual(), Device.Cpu(1));
        WeakReference kept = RunTapped(session);
        session.Run(Image);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.That(kept.IsAlive, Is.False, "the activation of a disposed tap is still held");
    }

    [Test]
    public void ThousandRuns_WithTapsComingAndGoing_LeakNothing()
    {
        using Session session = new(SmallNetworks.Residual(), Device.Cpu(2));
        Tensor image = SmallNetworks.Random([1, 3, 32, 32]);
        for (int i = 0; i < 50; i++)
        {
            RunTapped(session, image);
        }

        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (int i = 0; i < 1000; i++)
        {
            RunTapped(session, image);
        }

        long grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.That(grown, Is.LessThan(150_000), "one run keeps over 200,000 bytes while it is tapped");
    }

    [Test]
    public void Activations_AfterDispose_AreGone()
    {
        using Session session = new(SmallNetworks.Residual(), Device.Cpu(1));
        Tap tap = session.Tap("fc");
        session.Run(Image);
        tap.Dispose();
        Assert.Throws<ObjectDisposedException>(() => _ = tap.Activations);
    }

    [Test]
    public void Captured_IsRaisedWhileTheNetworkRuns()
    {
        using Session session = new(SmallNetworks.Residual(), Device.Cpu(1));
        using Tap tap = session.Tap("stem", "fc");
        List<string> seen = [];
        tap.Captured += activation => seen.Add($"{activation.Name} {tap.Activations.Count}");
        session.Run(Image);
        Assert.That(seen, Is.EqualTo(new[] { "stem 1", "fc 2" }));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference RunTapped(Session session, Tensor? image = null)
    {
        using Tap tap = session.Tap("*");
        session.Run(image ?? Image);
        return new WeakReference(tap["block.conv1"].Values);
    }
}
