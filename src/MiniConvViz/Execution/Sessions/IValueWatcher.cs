using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Execution;

/// <summary>A watcher that receives the values of its nodes, and owns them from then on.</summary>
internal interface IValueWatcher : IWatcher
{
    /// <summary>Receives the value of a node.</summary>
    /// <param name="node">The node.</param>
    /// <param name="values">The values.</param>
    /// <param name="isRecyclable">The engine made the array for this watcher alone, and can reuse it later
    /// (<see cref="Session.Recycle"/>).</param>
    void Take(Node node, Tensor values, bool isRecyclable);
}
