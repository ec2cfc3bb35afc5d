using MiniConvViz.Steps;

namespace MiniConvViz.Execution;

/// <summary>What a device can do with a plan.</summary>
internal enum PlanKind
{
    /// <summary>The reference: every node by itself.</summary>
    NodeByNode,

    /// <summary>GPUs: convolutions and linear layers finish what follows them.</summary>
    Fused,

    /// <summary>GPUs, but every output a plain sum (<see cref="CpuRequest.SumsOnly"/>).</summary>
    FusedSums,

    /// <summary>The vector code: as <see cref="Fused"/>, and operators choose layouts (<see cref="CpuForm"/>).</summary>
    VectorCode,

    /// <summary>The vector code, but every output a plain sum (<see cref="CpuRequest.SumsOnly"/>).</summary>
    VectorSums,
}
