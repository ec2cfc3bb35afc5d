using Mono.Cecil;
using Mono.Cecil.Cil;

namespace MiniConvViz.BoundsWeaver;

/// <summary>
/// Where a pointer begins, and with it the memory that may be reached through it until the method ends.
/// </summary>
/// <param name="Instruction">What leaves the pointer on the stack.</param>
/// <param name="Kind">What it points to.</param>
/// <param name="Element">The type of one element of the memory; null for bytes.</param>
/// <param name="Owner">The variable that holds the memory; null for the stack's.</param>
public sealed record MemoryRoot(
    Instruction Instruction, RootKind Kind, TypeReference? Element, VariableDefinition? Owner)
{
    /// <summary>What the weaver puts before its call, at most: an array's length, its element's size, a name.</summary>
    private const int MostBetween = 5;

    /// <summary>Whether the checks are told of the memory, as the weaver has them.</summary>
    public bool IsKnown
    {
        get
        {
            Instruction? next = Instruction.Next;
            for (int i = 0; i < MostBetween && next is not null && !CheckedMemoryMethods.IsCall(next); i++)
            {
                next = next.Next;
            }

            return CheckedMemoryMethods.IsCall(next);
        }
    }

    /// <summary>The root at an instruction, or null where it is none, or none that is known.</summary>
    public static MemoryRoot? At(Instruction instruction)
    {
        if (instruction.OpCode.Code is Code.Localloc)
        {
            return new(instruction, RootKind.Stack, null, null);
        }

        Instruction? taken = instruction.Previous;
        if (instruction.OpCode.Code is not (Code.Conv_U or Code.Conv_I) || taken is null)
        {
            return null;
        }

        return taken.OpCode.Code switch
        {
            Code.Ldloca => new(instruction, RootKind.Variable, ((VariableDefinition)taken.Operand).VariableType, null),
            Code.Ldarga =>
                new(instruction, RootKind.Variable, ((ParameterDefinition)taken.Operand).ParameterType, null),
            Code.Ldloc when taken.Operand is VariableDefinition { VariableType: PinnedType pinned } owner =>
                new(instruction, Pinned(taken, owner), ((ByReferenceType)pinned.ElementType).ElementType, owner),
            Code.Ldelema when ArrayOf(taken) is { VariableType: PinnedType } owner =>
                new(instruction, RootKind.Array, (TypeReference)taken.Operand, owner),
            _ => null,
        };
    }

    /// <summary>
    /// <c>fixed (T* p = span)</c> stores what <c>GetPinnableReference</c> returns; else it is one variable.
    /// </summary>
    private static RootKind Pinned(Instruction taken, VariableDefinition owner)
    {
        for (Instruction? before = taken.Previous; before is not null; before = before.Previous)
        {
            if (before.OpCode.Code is Code.Stloc && before.Operand == owner)
            {
                return IsSpanReference(before.Previous) ? RootKind.Span : RootKind.Variable;
            }
        }

        return RootKind.Variable;
    }

    /// <summary>Whether this is <c>span.GetPinnableReference()</c>.</summary>
    internal static bool IsSpanReference(Instruction? instruction) =>
        instruction?.Operand is MethodReference { Name: "GetPinnableReference", DeclaringType: GenericInstanceType };

    private static VariableDefinition? ArrayOf(Instruction element) =>
        element.Previous is { OpCode.Code: Code.Ldc_I4, Operand: 0 } zero && zero.Previous?.OpCode.Code is Code.Ldloc
            ? (VariableDefinition)zero.Previous.Operand
            : null;
}
