namespace MiniConvViz.Ptx;

/// <summary>One instruction, its names turned into places: of registers, parameters, other instructions.</summary>
internal sealed record PtxInstruction
{
    public required PtxOp Op { get; init; }

    /// <summary>As it is written in the kernel.</summary>
    public required string Text { get; init; }

    /// <summary>The predicate that lets it run; -1 for none.</summary>
    public int Guard { get; init; } = -1;

    /// <summary>Marked <c>.uni</c>: all threads of a warp have the same predicate, or take the same branch.</summary>
    public bool IsUniform { get; init; }

    /// <summary>It runs where the predicate is false.</summary>
    public bool IsGuardNegated { get; init; }

    /// <summary>
    /// Registers, or constants that lie behind them, in the order written. Of memory instructions: the address, then
    /// what is read or written.
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

    /// <summary>The first operand, mostly where the result goes.</summary>
    public int A { get; private init; }

    public int B { get; private init; }

    public int C { get; private init; }

    public int D { get; private init; }

    /// <summary>Bytes of one of the things that are read or written.</summary>
    public int Bytes { get; init; }

    /// <summary>Bytes that are read or written.</summary>
    public int Width => Bytes * (Operands.Length - 1);

    /// <summary>Four bytes are read or written, as is usual.</summary>
    public bool IsOneWord => Bytes == 4 && Operands.Length == 2;

    /// <summary>Bytes from the address, or from the start of the parameters.</summary>
    public int Offset { get; init; }

    /// <summary>Combines a comparison with the last operand by <c>or</c>.</summary>
    public bool IsOr { get; init; }

    /// <summary>The instructions that a branch may go on with.</summary>
    public int[] Targets { get; init; } = [];

    /// <summary>The function that is called.</summary>
    public string Callee { get; init; } = "";

    /// <summary>Where the arguments lie among the caller's parameters.</summary>
    public int[] Arguments { get; init; } = [];

    /// <summary>Where the result goes among them; -1 for none.</summary>
    public int Result { get; init; } = -1;
}
