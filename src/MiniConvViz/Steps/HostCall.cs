using MiniConvViz.Kernels;
using MiniConvViz.Tensors;

namespace MiniConvViz.Steps;

/// <summary>
/// The arguments of one step's code on the CPU: the shapes and elements of its inputs, and the memory of its output.
/// </summary>
public abstract class HostCall : ICall
{
    private protected HostCall()
    {
    }

    /// <summary>The number of inputs.</summary>
    public abstract int InputCount { get; }

    /// <summary>The shape that the operator inferred for its output.</summary>
    public abstract Shape OutputShape { get; }

    /// <summary>The memory of the output's elements, row by row; its contents before the call are undefined.</summary>
    public abstract Span<float> Output { get; }

    /// <summary>The shape of an input.</summary>
    public abstract Shape InputShape(int index);

    /// <summary>The elements of an input, row by row.</summary>
    public abstract ReadOnlySpan<float> Input(int index);

    /// <summary>The threads that share the step's work.</summary>
    internal abstract CpuWorkers Workers { get; }

    /// <summary>
    /// The memory of a value that is delivered besides the output, for a step that delivers several; empty outside of a
    /// plan.
    /// </summary>
    internal abstract Span<float> Delivery(int index);
}
