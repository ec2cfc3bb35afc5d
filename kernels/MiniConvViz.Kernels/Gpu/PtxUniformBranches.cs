using System.Text.RegularExpressions;

namespace MiniConvViz.Kernels;

/// <summary>
/// Corrects a fault in ILGPU's PTX. A branch may be marked <c>.uni</c> where all active threads of a warp go the same
/// way; if they do not, the behaviour is undefined. At level O2 ILGPU marks conditional branches on thread indices and
/// on loaded values so. NVIDIA's assembler finds uniform branches by itself.
/// </summary>
/// <remarks>Source: NVIDIA, "Parallel Thread Execution ISA", section on control flow instructions.</remarks>
internal static partial class PtxUniformBranches
{
    /// <summary>
    /// Removes the mark wherever threads could go different ways: from instructions under a predicate
    /// (<c>@%p1 bra.uni L</c>), and from branches by an index (<c>brx.idx.uni</c>). It stays where there is one way
    /// only (<c>bra.uni L</c>, <c>call.uni f</c>): those are uniform by definition.
    /// </summary>
    public static string Remove(string ptx) => Divergent().Replace(ptx, "$1");

    [GeneratedRegex(@"(@!?%\w+\s+\w+|\bbrx\.idx)\.uni\b")]
    private static partial Regex Divergent();
}
