using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Execution;

/// <summary>The steps that the <c>cpu</c> device would run for a network; nothing is run.</summary>
public static class CpuOutline
{
    /// <summary>The steps of a run over inputs of these shapes with nothing tapped, in order.</summary>
    /// <exception cref="NetworkException">The network cannot take these shapes.</exception>
    public static IReadOnlyList<OutlinedStep> Of(Network network, params IReadOnlyList<Shape> inputs)
    {
        Watch nothing = new(network, tapped: [], edited: [], measured: [], withHistograms: []);
        Plan plan = new(network, inputs, nothing, PlanKind.VectorCode);
        return
        [
            .. plan.Steps.Select(step => new OutlinedStep(
                step.Nodes, step.Algorithm, step.Form!.Explanation, step.ChangesLayout)),
        ];
    }
}

/// <summary>One step of a <see cref="CpuOutline"/>.</summary>
/// <param name="Nodes">The nodes that it stands for, in order: one, or several computed together.</param>
/// <param name="Algorithm">The algorithm that computes it, where there are several; else empty.</param>
/// <param name="Explanation">What the algorithm does, in a sentence; else empty.</param>
/// <param name="ChangesLayout">Nothing is computed: the last node's values are copied into another layout.</param>
public sealed record OutlinedStep(
    IReadOnlyList<Node> Nodes, string Algorithm, string Explanation, bool ChangesLayout);
