using MiniConvViz.Kernels;
using MiniConvViz.Networks;
using MiniConvViz.Statistics;
using MiniConvViz.Tensors;

namespace MiniConvViz.Execution;

/// <summary>What comes back from a GPU in a run: watched values, and the statistics of others.</summary>
/// <param name="gpu">The device.</param>
/// <param name="memory">The session's memory on it.</param>
/// <param name="failures">Names the failures of the device.</param>
/// <param name="recycled">Arrays for the values.</param>
internal sealed class GpuDeliveries(
    GpuAccelerator gpu, GpuMemory memory, GpuFailures failures, RecycledArrays recycled) : IDisposable
{
    private readonly GpuStatistics _statistics = new(gpu);
    private readonly Dictionary<Node, Tensor> _fetched = [];

    /// <summary>Makes room for the statistics of every value of a plan that is measured.</summary>
    public void Prepare(Plan plan) => _statistics.Prepare(plan);

    /// <summary>The next <see cref="Fetch"/> is the first of a run.</summary>
    public void BeginRun() => _statistics.BeginRun();

    /// <summary>Queues the download of a value, or of all statistics.</summary>
    public void Fetch(Delivery delivery)
    {
        if (!delivery.IsTaken)
        {
            failures.Guard(_statistics.Fetch);
        }
        else
        {
            Tensor values = NewTensor(delivery.Value.Shape);
            failures.Guard(() => gpu.DownloadLater(memory.View(delivery.Value), values.Data));
            _fetched.Add(delivery.Node, values);
        }
    }

    /// <summary>A watched value: as it was fetched, or downloaded now.</summary>
    public Tensor Take(Delivery delivery)
    {
        if (_fetched.Remove(delivery.Node, out Tensor? fetched))
        {
            return fetched;
        }

        Tensor values = NewTensor(delivery.Value.Shape);
        failures.Guard(() => gpu.Download(memory.View(delivery.Value), values.Data));
        return values;
    }

    /// <summary>Queues the measurement of a value.</summary>
    public void Measure(Delivery delivery) =>
        failures.Guard(() => _statistics.Measure(delivery, memory.View(delivery.Value)));

    /// <summary>The statistics of a value that was measured and fetched.</summary>
    public LayerStatistics Measured(Delivery delivery) => _statistics.Of(delivery);

    /// <summary>Forgets fetched values that were not taken.</summary>
    public void EndRun() => _fetched.Clear();

    public void Dispose() => _statistics.Dispose();

    private Tensor NewTensor(Shape shape) => new(shape, recycled.Take(shape.Count));
}
