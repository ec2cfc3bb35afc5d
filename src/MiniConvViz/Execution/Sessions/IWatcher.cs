using MiniConvViz.Networks;

namespace MiniConvViz.Execution;

/// <summary>Watches nodes of a session's runs, from <see cref="Session.Watch"/> on until it is disposed of.</summary>
internal interface IWatcher : IDisposable
{
    /// <summary>The nodes that it watches, in execution order.</summary>
    IReadOnlyList<Node> Nodes { get; }

    /// <summary>A run begins.</summary>
    void BeginRun()
    {
    }

    /// <summary>The run has ended, and did not fail.</summary>
    void EndRun()
    {
    }
}
