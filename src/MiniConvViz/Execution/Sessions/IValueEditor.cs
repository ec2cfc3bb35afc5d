using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Execution;

/// <summary>A watcher that changes the values of its nodes before other nodes read them.</summary>
internal interface IValueEditor : IWatcher
{
    /// <summary>What the following nodes read instead of the values: a tensor of the same shape.</summary>
    Tensor Edit(Node node, Tensor values);
}
