using MiniConvViz.Execution;
using MiniConvViz.Kernels;
using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Execution;

/// <summary>
/// Runs a network on the <c>cpu</c> device with every value and all scratch memory in separate
/// <see cref="GuardedMemory"/>, where a session would share buffers among values.
/// </summary>
internal static class GuardedRun
{
    /// <summary>The values of some nodes; the test fails if a step writes next to a value.</summary>
    /// <param name="network">The network.</param>
    /// <param name="inputs">Its inputs.</param>
    /// <param name="wanted">The nodes whose values are returned.</param>
    /// <param name="side">The side of the guard pages.</param>
    public static Dictionary<Node, Tensor> Values(
        Network network, IReadOnlyList<Tensor> inputs, IReadOnlyCollection<Node> wanted, GuardSide side)
    {
        using GuardedMemory memory = new(side);
        Watch watch = new(network, tapped: wanted, edited: [], measured: [], withHistograms: []);
        Plan plan = new(network, [.. inputs.Select(input => input.Shape)], watch, PlanKind.VectorCode);
        ArraySegment<float>[] values = Allocate(plan, memory);
        for (int i = 0; i < inputs.Count; i++)
        {
            inputs[i].Data.CopyTo(values[plan.Inputs[i].Storage.Id].AsSpan());
        }

        Dictionary<Node, Tensor> results = [];
        foreach (Step step in plan.Steps)
        {
            Run(step, values, memory, side);
            foreach (Delivery delivery in step.Deliveries)
            {
                PlannedValue value = delivery.Value;
                results[delivery.Node] = new Tensor(value.Shape, [.. values[value.Storage.Id].AsSpan(0, value.Floats)]);
            }
        }

        return results;
    }

    private static ArraySegment<float>[] Allocate(Plan plan, GuardedMemory memory)
    {
        Dictionary<Storage, ArraySegment<float>> roots = plan.Storages
            .Where(storage => storage.Whole is null)
            .ToDictionary(storage => storage, storage => memory.Allocate(storage.Length));
        return [.. plan.Storages.Select(storage => roots[storage.Root].Slice(storage.RootOffset, storage.Length))];
    }

    /// <summary>Scratch memory is new for every step: it ends where the memory that this step requests ends.</summary>
    private static void Run(Step step, ArraySegment<float>[] values, GuardedMemory memory, GuardSide side)
    {
        using GuardedMemory scratch = new(side);
        using CpuWorkers workers = new(2, scratch.Allocate);
        step.Form!.Prepare();
        if (step.Output.Floats > 0)
        {
            step.Form.Run(new PlannedHostCall(step, values, workers));
        }

        Assert.That(memory.Damage(), Is.Null, $"beside a value, {step.Node}");
        Assert.That(scratch.Damage(), Is.Null, $"beside scratch memory, {step.Node}");
    }
}
