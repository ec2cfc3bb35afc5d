using MiniConvViz.Fuzz.Targets;
using MiniConvViz.Networks;

namespace MiniConvViz.Imaging.Tests.Fuzz;

/// <summary>The fuzzer's definition of a finding.</summary>
public sealed class TrialTests
{
    [Test]
    public void Run_DocumentedRefusal_IsNoFinding()
    {
        Assert.That(KeyOf(_ => throw new UnreadableInputException("f: is cut short")), Is.Null);
        Assert.That(KeyOf(_ => throw new UnsupportedModelException("f: needs NonZero")), Is.Null);
        Assert.That(KeyOf(_ => throw new NetworkException("f: conv expects 3 channels")), Is.Null);
    }

    [Test]
    public void Run_OtherException_IsAFinding() =>
        Assert.That(KeyOf(_ => throw new InvalidOperationException()), Does.StartWith("InvalidOperationException"));

    [Test]
    public void Run_RefusalThatNoCheckWrote_IsAFinding()
    {
        FormatException cause = new();

        string? key = KeyOf(_ => throw new UnreadableInputException("damaged in a way that no check names (X)", cause));

        Assert.That(key, Does.StartWith("FormatException"));
    }

    [Test]
    public void Run_EmptyMessage_IsAFinding() =>
        Assert.That(KeyOf(_ => throw new NetworkException("")), Does.StartWith("message"));

    [Test]
    public void Run_MoreMemoryThanPromised_IsAFinding()
    {
        Assert.That(KeyOf(meter => meter.Measure("much", Allocate, _ => 1)), Is.EqualTo("memory of much"));
        Assert.That(KeyOf(meter => meter.Measure("much", Allocate, all => all.Length)), Is.Null);

        static byte[] Allocate() => new byte[100 << 20];
    }

    [Test]
    public void Run_MoreTimeThanPromised_IsAFinding() =>
        Assert.That(KeyOf(meter => meter.Measure("long", ComputeForLong, _ => 0)), Is.EqualTo("time of long"));

    [Test]
    public void RunTwice_WhatDoesNotHappenAgain_IsNoFinding()
    {
        int runs = 0;
        Trial trial = new(new ActionTarget(
            _ => throw (runs++ == 0 ? (Exception)new FormatException() : new NetworkException("no"))));

        Assert.That(trial.RunTwice("f"), Is.Null);
        Assert.That(runs, Is.EqualTo(2));
    }

    private static string? KeyOf(Action<Meter> act) => new Trial(new ActionTarget(act)).Run("f")?.Key;

    private static int ComputeForLong()
    {
        TimeSpan start = Environment.CpuUsage.TotalTime;
        int steps = 0;
        while (Environment.CpuUsage.TotalTime - start < TimeSpan.FromSeconds(2.1))
        {
            steps++;
        }

        return steps;
    }

    private sealed class ActionTarget(Action<Meter> act) : ITarget
    {
        public string Format => "test";

        public string Extension => "";

        public void Run(string path, Meter meter) => act(meter);
    }
}
