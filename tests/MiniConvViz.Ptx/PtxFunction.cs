namespace MiniConvViz.Ptx;

/// <summary>A function or kernel in PTX.</summary>
internal sealed record PtxFunction
{
    public required string Name { get; init; }

    /// <summary>Its parameters, in order; those of its calls follow after them in the same block of bytes.</summary>
    public required PtxParameter[] Parameters { get; init; }

    /// <summary>The place of its result; null for none.</summary>
    public required PtxParameter? Result { get; init; }

    /// <summary>Bytes of its own parameters, its result, and those of all its calls.</summary>
    public required int ParameterBytes { get; init; }

    /// <summary>Registers and constants.</summary>
    public required int Registers { get; init; }

    /// <summary>The initial values of registers that hold constants.</summary>
    public required (int Register, ulong Value)[] Constants { get; init; }

    /// <summary>Special registers, whose values differ between threads.</summary>
    public required (int Register, PtxSpecial Special, int Offset)[] Specials { get; init; }

    /// <summary>Bytes of shared memory that it declares.</summary>
    public required int SharedBytes { get; init; }

    /// <summary>Bytes of a thread's own memory that it declares.</summary>
    public required int LocalBytes { get; init; }

    /// <summary>The most threads of a block, by its <c>.maxntid</c>; 0 if it has none.</summary>
    public required int MaxThreads { get; init; }

    public required PtxInstruction[] Code { get; init; }
}

/// <summary>A parameter's place in the block of parameters, in bytes.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Offset">Its offset in the interpreter's own block.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Alignment">The alignment of its place in a launch's block.</param>
internal readonly record struct PtxParameter(string Name, int Offset, int Bytes, int Alignment);

/// <summary>The special registers, whose values the hardware provides.</summary>
internal enum PtxSpecial
{
    /// <summary>The index of the thread in its block.</summary>
    Thread,

    /// <summary>Threads of a block.</summary>
    GroupSize,

    /// <summary>The index of the block in its grid.</summary>
    Group,

    /// <summary>An address in shared memory, with an offset.</summary>
    Shared,

    /// <summary>An address in the thread's own memory, with an offset.</summary>
    Local,
}
