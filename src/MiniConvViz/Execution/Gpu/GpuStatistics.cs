using System.Collections.Immutable;
using System.Runtime.InteropServices;
using ILGPU;
using ILGPU.Runtime;
using MiniConvViz.Kernels;
using MiniConvViz.Statistics;

namespace MiniConvViz.Execution;

/// <summary>
/// Statistics of values that never leave a GPU. The summaries and histograms of all channels of all measured values lie
/// in one buffer, which is downloaded once per run.
/// </summary>
internal sealed class GpuStatistics(GpuAccelerator gpu) : IDisposable
{
    private readonly Dictionary<PlannedValue, Place> _places = [];
    private MemoryBuffer1D<float, Stride1D.Dense>? _results, _scratch;
    private float[] _fetched = [];
    private bool _isFetched;

    /// <summary>Makes room for the statistics of every value of a plan that is measured.</summary>
    public void Prepare(Plan plan)
    {
        Dispose();
        Delivery[] measured = [.. plan.Steps.SelectMany(step => step.Deliveries).Where(given => !given.IsTaken)];

        // All summaries come first: a view of them must begin at a multiple of a summary's size.
        int summaries = 0, scratch = 1;
        int floats = measured.Sum(static given => ChannelSummary.FloatsOf(GeometryOf(given).Channels));
        foreach (Delivery delivery in measured)
        {
            ChannelGeometry geometry = GeometryOf(delivery);
            _places.Add(delivery.Value, new Place(summaries, Histograms: floats, geometry.Channels));
            summaries += ChannelSummary.FloatsOf(geometry.Channels);
            scratch = Math.Max(scratch, ChannelStatisticsGpu.ScratchFloats(geometry));
            if (delivery.HasHistograms)
            {
                floats += HistogramBins.WordsOf(geometry.Channels);
                scratch = Math.Max(scratch, ChannelHistogramGpu.ScratchWords(geometry));
            }
        }

        if (floats > 0)
        {
            _results = gpu.Allocate(floats);
            _scratch = gpu.Allocate(scratch);
            _fetched = new float[floats];
        }
    }

    /// <summary>Queues the measurement of a value, in order with the steps before and after it.</summary>
    public void Measure(Delivery delivery, ArrayView<float> view)
    {
        ChannelGeometry geometry = GeometryOf(delivery);
        Place place = _places[delivery.Value];
        ArrayView<float> resultView = _results!.View.BaseView;
        ArrayView<float> scratchView = _scratch!.View.BaseView;
        ArrayView<float> summaryView = resultView.SubView(place.Summaries, place.SummaryWords);
        ChannelStatisticsGpu.Run(gpu, geometry, view, scratchView, summaryView);
        if (delivery.HasHistograms)
        {
            ArrayView<float> histogramView = resultView.SubView(place.Histograms, place.HistogramWords);
            ChannelHistogramGpu.Run(gpu, geometry, view, scratchView.Cast<int>(), histogramView.Cast<int>());
        }
    }

    /// <summary>The next <see cref="Fetch"/> is the first of a run.</summary>
    public void BeginRun() => _isFetched = false;

    /// <summary>Queues the download of all statistics of the run, once.</summary>
    public void Fetch()
    {
        if (!_isFetched)
        {
            gpu.DownloadLater(_results!.View.BaseView, _fetched);
            _isFetched = true;
        }
    }

    /// <summary>The statistics of a value, from what was fetched.</summary>
    public LayerStatistics Of(Delivery delivery)
    {
        Place place = _places[delivery.Value];
        ReadOnlySpan<ChannelSummary> summaries =
            MemoryMarshal.Cast<float, ChannelSummary>(_fetched.AsSpan(place.Summaries, place.SummaryWords));
        ReadOnlySpan<int> counts = delivery.HasHistograms
            ? MemoryMarshal.Cast<float, int>(_fetched.AsSpan(place.Histograms, place.HistogramWords))
            : [];
        ImmutableArray<ChannelStatistics>.Builder channels =
            ImmutableArray.CreateBuilder<ChannelStatistics>(place.Channels);
        for (int c = 0; c < place.Channels; c++)
        {
            Histogram? histogram = delivery.HasHistograms
                ? Histogram.Of(counts.Slice(c * HistogramBins.Count, HistogramBins.Count))
                : null;
            channels.Add(Of(summaries[c]) with { Histogram = histogram });
        }

        return LayerStatistics.Of(channels.MoveToImmutable());
    }

    public void Dispose()
    {
        gpu.Release(_results);
        gpu.Release(_scratch);
        (_results, _scratch) = (null, null);
        _places.Clear();
    }

    private static ChannelGeometry GeometryOf(Delivery delivery)
    {
        (int batch, int channels, int plane) = LayerStatistics.AxesOf(delivery.Node, delivery.Value.Shape);
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

    /// <summary>Where the statistics of a value's channels lie, in words of 4 bytes from the buffer's start.</summary>
    private readonly record struct Place(int Summaries, int Histograms, int Channels)
    {
        public int SummaryWords => Channels * ChannelSummary.Floats;

        public int HistogramWords => Channels * HistogramBins.Count;
    }
}
