namespace MiniConvViz.Kernels;

/// <summary>
/// Corrects a fault in ILGPU's PTX. A branch may be marked <c>.uni</c> where all active threads of a warp go the same
/// way; if they do not, the behaviour is undefined. At level O2 ILGPU marks conditional branches on thread indices and
/// on loaded values so.
/// </summary>
/// <remarks>
/// Source: NVIDIA, "Parallel Thread Execution ISA", section on control flow instructions.
/// <para>
/// Branches without a condition lose the mark too. They are uniform by definition, so it says nothing there, and
/// NVIDIA's assembler unrolls more loops without it. Calls keep theirs: ours have no condition either.
/// </para>
/// </remarks>
internal static class PtxUniformBranches
{
    /// <summary>Removes the mark from every branch: <c>@%p1 bra.uni L</c> becomes <c>@%p1 bra L</c>.</summary>
    public static string Remove(string ptx) => ptx
        .Replace("bra.uni", "bra", StringComparison.Ordinal)
        .Replace("brx.idx.uni", "brx.idx", StringComparison.Ordinal);
}
