using ILGPU.Runtime.OpenCL;
using MiniConvViz.Execution;
using MiniConvViz.Kernels;
using MiniConvViz.Networks;
using MiniConvViz.Taps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Execution;

public sealed class SessionPoolTests
{
    private readonly Network _network = SmallNetworks.Residual();
    private readonly Tensor _input = SmallNetworks.Random([1, 3, 9, 9]);

    [Test]
    public void Run_EightThreadsThreeSessions_EveryResultIsThatOfOneThread()
    {
        int opened = 0;
        Device device = Device.Of("cpu", "counted", () =>
        {
            Interlocked.Increment(ref opened);
            return new HostBackend(threads: 1, isReference: false);
        });
        using Session alone = new(_network, Device.Cpu(1));
        Tensor[] inputs = [.. Enumerable.Range(1, 8).Select(seed => SmallNetworks.Random([1, 3, 9, 9], seed))];
        Tensor[] expected = [.. inputs.Select(input => alone.Run(input))];
        using SessionPool pool = new(_network, device, size: 3);
        Parallel.For(0, 400, new ParallelOptions { MaxDegreeOfParallelism = 8 }, run =>
        {
            Tensor output = pool.Run(inputs[run % 8]);
            Assert.That(output.Values.SequenceEqual(expected[run % 8].Values), $"run {run}");
        });
        Assert.That(opened, Is.InRange(1, 3));
    }

    [Test]
    public async Task Rent_AllRented_WaitsUntilOneIsReturned()
    {
        using SessionPool pool = new(_network, Device.Cpu(1), size: 1);
        SessionLease first = pool.Rent();
        Session session = first.Session;
        Task<SessionLease> second = pool.RentAsync();
        Assert.That(second.IsCompleted, Is.False);
        first.Dispose();
        first.Dispose();
        using SessionLease lease = await second;
        Assert.That(lease.Session, Is.SameAs(session), "an open session is used again");
        Assert.That(pool.RentAsync().IsCompleted, Is.False, "returned twice, it is free once");
        Assert.That(() => first.Session, Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void Rent_Cancelled_EndsTheWaitAndTakesNothing()
    {
        using SessionPool pool = new(_network, Device.Cpu(1), size: 1);
        using CancellationTokenSource cancellation = new(TimeSpan.FromMilliseconds(20));
        using (pool.Rent())
        {
            Assert.That(() => pool.Rent(cancellation.Token), Throws.InstanceOf<OperationCanceledException>());
        }

        using SessionLease lease = pool.Rent();
        Assert.That(lease.Session.Run(_input).Shape.ToString(), Is.EqualTo("[1,5]"));
    }

    [Test]
    public void Return_WithTapsAndEditsOpen_EndsThem()
    {
        using SessionPool pool = new(_network, Device.Cpu(1), size: 1);
        Tensor expected = pool.Run(_input);
        Tap tap;
        using (SessionLease lease = pool.Rent())
        {
            tap = lease.Session.Tap("stem");
            lease.Session.Edit("stem", activation => new Tensor(activation.Shape));
            lease.Session.StepTimed += _ => Assert.Fail("listened to after its return");
        }

        Assert.That(() => tap.Activations, Throws.TypeOf<ObjectDisposedException>());
        NumericAssert.Equal(pool.Run(_input), expected, "the next renter's run");
    }

    [Test]
    public void Dispose_ClosesIdleAndReturnedSessions_AndEndsWaiting()
    {
        SessionPool pool = new(_network, Device.Cpu(1), size: 1);
        SessionLease lease = pool.Rent();
        Session session = lease.Session;
        Task<SessionLease> waiting = pool.RentAsync();
        pool.Dispose();
        Assert.That(async () => await waiting, Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => pool.Rent(), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(session.Run(_input).Shape.ToString(), Is.EqualTo("[1,5]"), "a rented session still runs");
        lease.Dispose();
        Assert.That(() => session.Run(_input), Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void Return_SessionWhoseDeviceFailed_IsReplaced()
    {
        GpuDescription emulation = GpuDevices.Find(GpuKind.IlgpuCpu);
        GpuBackend? backend = null;
        Device device = Device.Of(
            "ilgpu-cpu", "the emulation", () => backend = GpuDevices.OpenUntested(emulation));
        using SessionPool pool = new(_network, device, size: 1);
        Tensor expected = pool.Run(_input);
        backend!.Gpu.Interference = () => throw new CLException(CLError.CL_OUT_OF_RESOURCES);
        Assert.That(() => pool.Run(_input), Throws.TypeOf<DeviceException>());
        NumericAssert.Equal(pool.Run(_input), expected, "a session that was opened anew");
    }

    [Test]
    public void Rent_DeviceDoesNotOpen_LeavesTheSessionFree()
    {
        bool isBroken = true;
        Device device = Device.Of("cpu", "broken at first", () => isBroken
            ? throw new DeviceException("no driver")
            : new HostBackend(threads: 1, isReference: false));
        using SessionPool pool = new(_network, device, size: 1);
        Assert.That(() => pool.Rent(), Throws.TypeOf<DeviceException>());
        isBroken = false;
        Assert.That(pool.Run(_input).Shape.ToString(), Is.EqualTo("[1,5]"));
    }
}
