using ILGPU;
using ILGPU.Runtime;
using MiniConvViz.Kernels;
using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Execution;

/// <summary>
/// A session's share of device memory: weights, uploaded once into a <see cref="GpuArena"/>, and the buffers of the
/// current plan.
/// </summary>
internal sealed class GpuMemory(GpuAccelerator gpu) : IDisposable
{
    private const string PlainOrder = "plain";

    private readonly GpuArena _arena = new(gpu);
    private readonly Dictionary<(Tensor Weight, string Order), ArrayView<float>> _weights = [];
    private readonly List<MemoryBuffer1D<float, Stride1D.Dense>> _slots = [];
    private MemoryBuffer1D<float, Stride1D.Dense>[] _byStorage = [];

    public GpuAccelerator Gpu => gpu;

    /// <summary>The number of uploaded weights; one that is read in two orders counts twice.</summary>
    public int Weights => _weights.Count;

    /// <summary>Makes one buffer per slot of the plan, and a separate one for every watched value.</summary>
    public void Prepare(Plan plan)
    {
        FreeSlots();
        for (int slot = 0; slot < plan.SlotLengths.Count; slot++)
        {
            int number = slot;
            _slots.Add(Allocate(plan, plan.SlotLengths[slot], storage => !storage.IsFresh && storage.Slot == number));
        }

        _byStorage = [.. plan.Storages.Select(storage =>
        {
            if (!storage.IsFresh)
            {
                return _slots[storage.Slot];
            }

            MemoryBuffer1D<float, Stride1D.Dense> own = Allocate(plan, storage.Length, other => other == storage);
            _slots.Add(own);
            return own;
        })];
    }

    /// <summary>Where a value of the plan lies.</summary>
    public ArrayView<float> View(PlannedValue value) => View(_byStorage[value.Storage.Id], value.Shape.Count);

    /// <summary>The device's copy of a weight, uploaded at the first request.</summary>
    public ArrayView<float> Weight(Tensor weight) => Weight(weight, PlainOrder, plain => plain.Values.ToArray());

    /// <summary>
    /// The device's copy of a weight in an order of its own, packed and uploaded at the first request.
    /// </summary>
    /// <param name="weight">The weight.</param>
    /// <param name="order">The order's name.</param>
    /// <param name="pack">Puts the weight's elements into it.</param>
    public ArrayView<float> Weight(Tensor weight, string order, Func<Tensor, float[]> pack)
    {
        if (!_weights.TryGetValue((weight, order), out ArrayView<float> view))
        {
            float[] packed = pack(weight);
            view = _arena.Reserve(packed.Length);
            gpu.Upload(packed, view);
            _weights.Add((weight, order), view);
        }

        return view;
    }

    /// <summary>Device memory with these floats, which is freed together with the current plan.</summary>
    public ArrayView<float> Constant(float[] values)
    {
        MemoryBuffer1D<float, Stride1D.Dense> own = gpu.Allocate(values.Length);
        _slots.Add(own);
        gpu.Upload(values, View(own, values.Length));
        return View(own, values.Length);
    }

    public void Dispose()
    {
        FreeSlots();
        _arena.Dispose();
        _weights.Clear();
    }

    private static ArrayView<float> View(MemoryBuffer1D<float, Stride1D.Dense> buffer, int length) =>
        buffer.View.BaseView.SubView(0, length);

    /// <summary>Reserves a buffer; where that fails, names the node that needs most of it.</summary>
    private MemoryBuffer1D<float, Stride1D.Dense> Allocate(Plan plan, int length, Func<Storage, bool> isInIt)
    {
        try
        {
            return gpu.Allocate(length);
        }
        catch (GpuException problem)
        {
            IEnumerable<(Node Node, Storage Storage)> values =
            [
                .. plan.Steps.Select(step => (step.Node, step.Output.Storage)),
                .. plan.Steps.SelectMany(step => step.Deliveries).Select(given => (given.Node, given.Value.Storage)),
            ];
            Node? node = values.Where(value => isInIt(value.Storage))
                .OrderByDescending(value => value.Storage.Length).FirstOrDefault().Node;
            throw new GpuException($"{node?.Name ?? "input"}: {problem.Message}", problem);
        }
    }

    private void FreeSlots()
    {
        foreach (MemoryBuffer1D<float, Stride1D.Dense> buffer in _slots)
        {
            gpu.Release(buffer);
        }

        _slots.Clear();
        _byStorage = [];
    }
}
