using MiniConvViz.Kernels;
using MiniConvViz.Tensors;

namespace MiniConvViz.Steps;

/// <summary>
/// One step on the CPU, as its code sees it: the shapes and elements of its inputs, and the memory that its output
/// goes to.
/// </summary>
public abstract class HostCall : ICall
{
    private protected HostCall()
    {
    }

    /// <summary>How many inputs there are.</summary>
    public abstract int InputCount { get; }

    /// <summary>The shape that the operator inferred for its output.</summary>
    public abstract Shape OutputShape { get; }

    /// <summary>Where the output's elements go, row by row; what is there before is undefined.</summary>
    public abstract Span<float> Output { get; }

    /// <summary>The shape of an input.</summary>
    public abstract Shape InputShape(int index);

    /// <summary>The elements of an input, row by row.</summary>
    public abstract ReadOnlySpan<float> Input(int index);

    /// <summary>The threads that share the step's work.</summary>
    internal abstract CpuWorkers Workers { get; }

    /// <summary>
    /// Where a value goes that is delivered besides the output, for a step that has several; empty outside of a plan.
    /// </summary>
    internal abstract Span<float> Delivery(int index);
}
