using MiniConvViz.Steps;

namespace MiniConvViz.Execution;

/// <summary>The kinds of plan, by the capabilities of the device.</summary>
internal enum PlanKind
{
    /// <summary>The reference: every node is a step of its own.</summary>
    NodeByNode,

    /// <summary>GPUs: convolutions and linear layers compute the nodes after them in their epilogue.</summary>
    Fused,

    /// <summary>GPUs, where every output is a plain sum (<see cref="CpuRequest.SumsOnly"/>).</summary>
    FusedSums,

    /// <summary>
    /// The vector code: as <see cref="Fused"/>, and operators choose their layouts (<see cref="CpuForm"/>).
    /// </summary>
    VectorCode,

    /// <summary>The vector code, where every output is a plain sum (<see cref="CpuRequest.SumsOnly"/>).</summary>
    VectorSums,
}
