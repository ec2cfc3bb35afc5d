using MiniConvViz.Networks;

namespace MiniConvViz.Execution;

/// <summary>A layer whose forms were timed on a GPU (<see cref="Session.Tune"/>).</summary>
/// <param name="Node">The first node with such a layer.</param>
/// <param name="Layer">Its sizes in words.</param>
/// <param name="Times">The forms and how long each took, the fastest first.</param>
public sealed record TunedLayer(Node Node, string Layer, IReadOnlyList<TunedForm> Times);

/// <summary>A form of a layer.</summary>
/// <param name="Name">Its name in the output of <c>bench --per-node</c>.</param>
/// <param name="Time">The shortest of a few rounds, for one launch.</param>
/// <param name="IsExpected">Without tuning it would have been chosen.</param>
public sealed record TunedForm(string Name, TimeSpan Time, bool IsExpected);
