using System.Collections.Immutable;
using System.Runtime.InteropServices;
using ILGPU;
using ILGPU.Runtime;
using MiniConvViz.Analysis;
using MiniConvViz.Kernels;
using MiniConvViz.Tensors;

namespace MiniConvViz.Execution;

/// <summary>
/// Statistics of values that never leave a GPU. The summaries of all channels of all measured values lie in one buffer,
/// which comes back once per run.
/// </summary>
internal sealed class GpuStatistics(GpuAccelerator gpu) : IDisposable
{
    private readonly Dictionary<PlannedValue, int> _offsets = [];
    private MemoryBuffer1D<float, Stride1D.Dense>? _summaries, _scratch;
    private float[] _fetched = [];
    private bool _isFetched;

    /// <summary>Makes room for the summaries of every value of a plan that is measured.</summary>
    public void Prepare(Plan plan)
    {
        Dispose();
        int floats = 0, scratch = 0;
        foreach (Delivery delivery in plan.Steps.SelectMany(step => step.Deliveries).Where(given => !given.IsTaken))
        {
            ChannelGeometry geometry = GeometryOf(delivery.Value.Shape);
            _offsets.Add(delivery.Value, floats);
            floats += geometry.Channels * ChannelSummary.Floats;
            scratch = Math.Max(scratch, ChannelStatisticsGpu.ScratchFloats(geometry));
        }

        if (floats > 0)
        {
            _summaries = gpu.Allocate(floats);
            _scratch = gpu.Allocate(Math.Max(scratch, 1));
            _fetched = new float[floats];
        }
    }

    /// <summary>Has a value measured, in order with the steps before and behind it.</summary>
    public void Measure(PlannedValue value, ArrayView<float> view)
    {
        ChannelGeometry geometry = GeometryOf(value.Shape);
        int floats = geometry.Channels * ChannelSummary.Floats;
        ArrayView<float> summaryView = _summaries!.View.BaseView.SubView(_offsets[value], floats);
        ChannelStatisticsGpu.Run(gpu, geometry, view, _scratch!.View.BaseView, summaryView);
        _isFetched = false;
    }

    /// <summary>Waits for the device and brings back all summaries, unless they are here.</summary>
    public void Fetch()
    {
        if (!_isFetched)
        {
            gpu.Download(_summaries!.View.BaseView, _fetched);
            _isFetched = true;
        }
    }

    /// <summary>The statistics of a value, from what was fetched.</summary>
    public LayerStatistics Of(PlannedValue value)
    {
        ChannelGeometry geometry = GeometryOf(value.Shape);
        Span<float> summaries = _fetched.AsSpan(_offsets[value], geometry.Channels * ChannelSummary.Floats);
        ImmutableArray<ChannelStatistics>.Builder channels =
            ImmutableArray.CreateBuilder<ChannelStatistics>(geometry.Channels);
        foreach (ChannelSummary summary in MemoryMarshal.Cast<float, ChannelSummary>(summaries))
        {
            channels.Add(Of(summary));
        }

        return LayerStatistics.Of(channels.MoveToImmutable());
    }

    public void Dispose()
    {
        gpu.Release(_summaries);
        gpu.Release(_scratch);
        (_summaries, _scratch) = (null, null);
        _offsets.Clear();
    }

    private static ChannelGeometry GeometryOf(Shape shape)
    {
        (int batch, int channels, int plane) = LayerStatistics.AxesOf(shape);
        return ChannelGeometry.Create(batch, channels, plane);
    }

    private static ChannelStatistics Of(in ChannelSummary summary)
    {
        double sum = (double)summary.Mean * summary.Finite;
        int special = summary.NaNs + summary.PositiveInfinities + summary.NegativeInfinities;
        return new ChannelStatistics(
            summary.Finite + special,
            summary.Finite > 0 ? summary.Minimum : float.NaN,
            summary.Finite > 0 ? summary.Maximum : float.NaN,
            sum,
            summary.Squares + (sum * summary.Mean),
            summary.Zeros,
            summary.NaNs,
            summary.PositiveInfinities,
            summary.NegativeInfinities);
    }
}
