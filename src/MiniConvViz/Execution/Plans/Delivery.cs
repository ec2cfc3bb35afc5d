using MiniConvViz.Networks;

namespace MiniConvViz.Execution;

/// <summary>A watched node's value, which is delivered after its step.</summary>
/// <param name="Node">The node.</param>
/// <param name="Value">Where the value lies.</param>
/// <param name="IsTaken">The watcher gets the value: it lies in separate memory that the watcher will own. Otherwise
/// the watcher gets only its statistics, and later steps may use its memory again.</param>
/// <param name="HasHistograms">Its statistics have histograms.</param>
internal readonly record struct Delivery(Node Node, PlannedValue Value, bool IsTaken, bool HasHistograms);
