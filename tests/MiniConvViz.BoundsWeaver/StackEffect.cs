using Mono.Cecil;
using Mono.Cecil.Cil;

namespace MiniConvViz.BoundsWeaver;

/// <summary>What one instruction takes from the evaluation stack and leaves on it.</summary>
internal static class StackEffect
{
    /// <summary>How many slots an instruction takes.</summary>
    public static int Pops(Instruction instruction, MethodDefinition method) =>
        instruction.OpCode.StackBehaviourPop switch
        {
            StackBehaviour.Pop0 => 0,
            StackBehaviour.Pop1 or StackBehaviour.Popi or StackBehaviour.Popref => 1,
            StackBehaviour.Pop1_pop1 or StackBehaviour.Popi_pop1 or StackBehaviour.Popi_popi or StackBehaviour.Popi_popi8
                or StackBehaviour.Popi_popr4 or StackBehaviour.Popi_popr8 or StackBehaviour.Popref_pop1
                or StackBehaviour.Popref_popi => 2,
            StackBehaviour.Varpop => VariablePops(instruction, method),
            StackBehaviour.PopAll => 0,
            _ => 3,
        };

    /// <summary>What an instruction leaves, or null for nothing.</summary>
    /// <param name="instruction">Any but <c>dup</c>.</param>
    /// <param name="popped">What it took, the deepest first.</param>
    /// <param name="body">The method, for its variables.</param>
    public static SlotKind? Pushes(Instruction instruction, SlotKind[] popped, MethodBody body)
    {
        switch (instruction.OpCode.Code)
        {
            case Code.Ldloca or Code.Ldarga or Code.Ldelema or Code.Ldsflda or Code.Unbox:
                return SlotKind.Managed;
            case Code.Ldflda:
                return popped[0] is SlotKind.Native ? SlotKind.Native : SlotKind.Managed;
            case Code.Ldarg:
                ParameterDefinition parameter = (ParameterDefinition)instruction.Operand;
                bool isThis = parameter == body.ThisParameter;
                return isThis && body.Method.DeclaringType.IsValueType ? SlotKind.Managed : Of(parameter.ParameterType);
            case Code.Ldloc:
                return Of(((VariableDefinition)instruction.Operand).VariableType);
            case Code.Ldfld or Code.Ldsfld:
                return Of(((FieldReference)instruction.Operand).FieldType);
            case Code.Ldobj:
                return Of((TypeReference)instruction.Operand);
            case Code.Localloc:
                return SlotKind.Native;
            case Code.Conv_I or Code.Conv_U:
                return popped[0] is SlotKind.Value ? SlotKind.Value : SlotKind.Native;
            case Code.Add or Code.Sub:
                return popped[0] is SlotKind.Value ? popped[1]
                    : popped[1] is SlotKind.Value ? popped[0]
                    : SlotKind.Value;
            case Code.Newobj:
                return SlotKind.Value;
            case Code.Call or Code.Callvirt or Code.Calli:
                TypeReference type = ((IMethodSignature)instruction.Operand).ReturnType;
                return IsNothing(type) ? null : Of(type);
            default:
                return instruction.OpCode.StackBehaviourPush is StackBehaviour.Push0 ? null : SlotKind.Value;
        }
    }

    /// <summary>The kind of a variable of this type.</summary>
    public static SlotKind Of(TypeReference type) => type switch
    {
        PinnedType pinned => Of(pinned.ElementType),
        IModifierType modified => Of(modified.ElementType),
        ByReferenceType => SlotKind.Managed,
        PointerType => SlotKind.Native,
        _ => SlotKind.Value,
    };

    /// <summary>Whether this is no result; an <c>init</c> accessor's is a modified one.</summary>
    public static bool IsNothing(TypeReference result) => result is IModifierType modified
        ? IsNothing(modified.ElementType)
        : result.MetadataType is MetadataType.Void;

    private static int VariablePops(Instruction instruction, MethodDefinition method)
    {
        if (instruction.OpCode.Code is Code.Ret)
        {
            return IsNothing(method.ReturnType) ? 0 : 1;
        }

        IMethodSignature called = (IMethodSignature)instruction.Operand;
        bool hasThis = called.HasThis && instruction.OpCode.Code is not Code.Newobj;
        return called.Parameters.Count + (hasThis ? 1 : 0) + (instruction.OpCode.Code is Code.Calli ? 1 : 0);
    }
}
