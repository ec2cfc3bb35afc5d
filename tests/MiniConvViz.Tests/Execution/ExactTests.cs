using MiniConvViz.Execution;
using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Execution;

/// <summary>With <see cref="Session.Exact"/>, no value depends on the watched nodes, to the last bit.</summary>
[TestFixtureSource(typeof(TestDevices), nameof(TestDevices.FixturesAndPtx))]
public sealed class ExactTests(string device)
{
    [Test]
    public void Run_ResidualNetwork_WatchingChangesNoBit() =>
        Watching.AssertChangesNoBit(SmallNetworks.Residual(), [2, 3, 9, 9], device);

    [Test]
    public void Run_BranchingNetwork_WatchingChangesNoBit() =>
        Watching.AssertChangesNoBit(SmallNetworks.Branches(), [1, 3, 9, 9], device);

    /// <summary>It is the same network: a fused run differs by rounding only.</summary>
    [Test]
    public void Run_Exact_DiffersFromFusedByRoundingAlone()
    {
        Network network = SmallNetworks.Residual();
        Tensor input = SmallNetworks.Random([2, 3, 9, 9]);
        using Session exact = new(network, TestDevices.Open(device)) { Exact = true };
        using Session fused = new(network, TestDevices.Open(device));

        Assert.That(
            exact.Run(input).Values.ToArray(), Is.EqualTo(fused.Run(input).Values.ToArray()).Within(1e-4f));
    }
}
