namespace MiniConvViz.Ptx;

/// <summary>
/// One instruction, with names resolved to indices of registers, parameters and other instructions.
/// </summary>
internal sealed record PtxInstruction
{
    public required PtxOp Op { get; init; }

    /// <summary>Its text in the kernel.</summary>
    public required string Text { get; init; }

    /// <summary>The predicate register that guards it; -1 for none.</summary>
    public int Guard { get; init; } = -1;

    /// <summary>
    /// Whether it is marked <c>.uni</c>: all threads of a warp have the same predicate, or take the same branch.
    /// </summary>
    public bool IsUniform { get; init; }

    /// <summary>Whether it is executed if the predicate is false.</summary>
    public bool IsGuardNegated { get; init; }

    /// <summary>
    /// The indices of registers, or of constants, which follow after the registers, in the order written. For memory
    /// instructions: the address, then the values that are read or written.
    /// </summary>
    public required int[] Operands
    {
        get;
        init
        {
            field = value;
            (A, B) = (value.ElementAtOrDefault(0), value.ElementAtOrDefault(1));
            (C, D) = (value.ElementAtOrDefault(2), value.ElementAtOrDefault(3));
        }
    }

    /// <summary>The first operand, usually the destination.</summary>
    public int A { get; private init; }

    public int B { get; private init; }

    public int C { get; private init; }

    public int D { get; private init; }

    /// <summary>Bytes of one value that is read or written.</summary>
    public int Bytes { get; init; }

    /// <summary>Bytes of all values that are read or written.</summary>
    public int Width => Bytes * (Operands.Length - 1);

    /// <summary>Whether four bytes are read or written, the usual case.</summary>
    public bool IsOneWord => Bytes == 4 && Operands.Length == 2;

    /// <summary>Bytes from the address, or from the start of the parameters.</summary>
    public int Offset { get; init; }

    /// <summary>Whether a comparison is combined with the last operand by <c>or</c>.</summary>
    public bool IsOr { get; init; }

    /// <summary>The targets of a branch.</summary>
    public int[] Targets { get; init; } = [];

    /// <summary>The function that is called.</summary>
    public string Callee { get; init; } = "";

    /// <summary>The offsets of the arguments among the caller's parameters.</summary>
    public int[] Arguments { get; init; } = [];

    /// <summary>The offset of the result among them; -1 for none.</summary>
    public int Result { get; init; } = -1;
}
