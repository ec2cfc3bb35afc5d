using Mono.Cecil.Cil;

namespace MiniConvViz.BoundsWeaver;

/// <summary>Puts instructions into a method.</summary>
internal static class Insertions
{
    /// <summary>
    /// Inserts instructions before another. The first of them takes the other's object, so that branches to it reach
    /// what was inserted.
    /// </summary>
    public static void InsertBefore(this MethodBody body, Instruction instruction, params Instruction[] inserted)
    {
        Instruction moved = Instruction.Create(OpCodes.Nop);
        (moved.OpCode, moved.Operand) = (instruction.OpCode, instruction.Operand);
        (instruction.OpCode, instruction.Operand) = (inserted[0].OpCode, inserted[0].Operand);
        body.InsertAfter(instruction, [.. inserted[1..], moved]);
    }

    /// <summary>Inserts instructions after another.</summary>
    public static void InsertAfter(this MethodBody body, Instruction instruction, params Instruction[] inserted)
    {
        ILProcessor code = body.GetILProcessor();
        Instruction last = instruction;
        foreach (Instruction next in inserted)
        {
            code.InsertAfter(last, next);
            last = next;
        }
    }
}
