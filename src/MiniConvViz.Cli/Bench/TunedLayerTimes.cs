using MiniConvViz.Execution;

namespace MiniConvViz.Cli;

/// <summary>A layer's forms as <c>bench --tune</c> timed them.</summary>
/// <param name="Node">The first node of the kind.</param>
/// <param name="Layer">A description of its sizes.</param>
/// <param name="Forms">The fastest first.</param>
internal sealed record TunedLayerTimes(string Node, string Layer, IReadOnlyList<TimedForm> Forms)
{
    public static TunedLayerTimes Of(TunedLayer layer) => new(
        layer.Node.Name,
        layer.Layer,
        [.. layer.Times.Select(form => new TimedForm(form.Name, form.Time.TotalMilliseconds, form.IsExpected))]);
}

/// <summary>A form of a layer.</summary>
/// <param name="Name">Its name in the output of <c>--per-node</c>.</param>
/// <param name="Milliseconds">The shortest of a few runs.</param>
/// <param name="IsExpected">Whether it is chosen without tuning.</param>
internal sealed record TimedForm(string Name, double Milliseconds, bool IsExpected);
