namespace MiniConvViz.Kernels;

/// <summary>
/// Corrects a fault in ILGPU's PTX. A branch may be marked <c>.uni</c> if all active threads of a warp take the same
/// direction; if they diverge, the behaviour is undefined. At level O2 ILGPU also marks conditional branches that
/// depend on thread indices or on loaded values.
/// </summary>
/// <remarks>
/// Source: NVIDIA, "Parallel Thread Execution ISA", section on control flow instructions.
/// <para>
/// The mark is also removed from unconditional branches. They are uniform by definition, so it has no meaning there,
/// and NVIDIA's assembler unrolls more loops without it. The mark of calls is kept: those in our kernels are
/// unconditional, too.
/// </para>
/// </remarks>
internal static class PtxUniformBranches
{
    /// <summary>Removes the mark from every branch: <c>@%p1 bra.uni L</c> becomes <c>@%p1 bra L</c>.</summary>
    public static string Remove(string ptx) => ptx
        .Replace("bra.uni", "bra", StringComparison.Ordinal)
        .Replace("brx.idx.uni", "brx.idx", StringComparison.Ordinal);
}
