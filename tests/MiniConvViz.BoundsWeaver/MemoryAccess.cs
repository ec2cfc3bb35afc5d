using Mono.Cecil;
using Mono.Cecil.Cil;

namespace MiniConvViz.BoundsWeaver;

/// <summary>A read or write through a pointer.</summary>
/// <param name="Instruction">What reads or writes.</param>
/// <param name="Accessed">The type of what is read or written: its size is that of the access.</param>
/// <param name="IsWrite">Whether it writes.</param>
/// <param name="Above">
/// The type of the one value that lies above the address on the stack, or null if the address is at the top.
/// </param>
public sealed record MemoryAccess(
    Instruction Instruction, TypeReference Accessed, bool IsWrite, TypeReference? Above = null)
{
    /// <summary>Whether a call of the checks stands right before it, as the weaver puts it there.</summary>
    public bool IsChecked
    {
        get
        {
            Instruction? last = Instruction.Previous;
            last = last?.OpCode.Code is Code.Ldloc && Above is not null ? last.Previous : last;
            return CheckedMemoryMethods.IsCall(last);
        }
    }

    /// <summary>The access that an instruction makes if the address that it takes is a pointer, or null.</summary>
    public static MemoryAccess? Of(Instruction instruction, TypeSystem types)
    {
        TypeReference? operand = instruction.Operand as TypeReference;
        TypeReference? field = (instruction.Operand as FieldReference)?.DeclaringType;
        return instruction.OpCode.Code switch
        {
            Code.Ldind_I1 or Code.Ldind_U1 => new(instruction, types.Byte, false),
            Code.Ldind_I2 or Code.Ldind_U2 => new(instruction, types.Int16, false),
            Code.Ldind_I4 or Code.Ldind_U4 => new(instruction, types.Int32, false),
            Code.Ldind_I8 => new(instruction, types.Int64, false),
            Code.Ldind_I or Code.Ldind_Ref => new(instruction, types.IntPtr, false),
            Code.Ldind_R4 => new(instruction, types.Single, false),
            Code.Ldind_R8 => new(instruction, types.Double, false),
            Code.Ldobj => new(instruction, operand!, false),
            Code.Ldfld => new(instruction, field!, false),
            Code.Initobj => new(instruction, operand!, true),
            Code.Stind_I1 => new(instruction, types.Byte, true, types.Int32),
            Code.Stind_I2 => new(instruction, types.Int16, true, types.Int32),
            Code.Stind_I4 => new(instruction, types.Int32, true, types.Int32),
            Code.Stind_I8 => new(instruction, types.Int64, true, types.Int64),
            Code.Stind_I or Code.Stind_Ref => new(instruction, types.IntPtr, true, types.IntPtr),
            Code.Stind_R4 => new(instruction, types.Single, true, types.Single),
            Code.Stind_R8 => new(instruction, types.Double, true, types.Double),
            Code.Stobj => new(instruction, operand!, true, operand),
            Code.Stfld => new(instruction, field!, true, ((FieldReference)instruction.Operand).FieldType),
            Code.Call => OfVectorCall(instruction),
            _ => null,
        };
    }

    /// <summary><c>Vector.Load(pointer)</c> and <c>vector.Store(pointer)</c>, of all four widths.</summary>
    private static MemoryAccess? OfVectorCall(Instruction instruction)
    {
        if (instruction.Operand is not GenericInstanceMethod call ||
            call.DeclaringType.FullName is not ("System.Numerics.Vector" or "System.Runtime.Intrinsics.Vector128"
                or "System.Runtime.Intrinsics.Vector256" or "System.Runtime.Intrinsics.Vector512"))
        {
            return null;
        }

        TypeReference? vector = (call.Name, call.Parameters.LastOrDefault()?.ParameterType) switch
        {
            ("Load" or "LoadAligned", PointerType) => call.ReturnType,
            ("Store" or "StoreAligned", PointerType) => call.Parameters[0].ParameterType,
            _ => null,
        };
        return vector is null ? null : new(instruction, Instance(vector, call), call.Name[0] is 'S');
    }

    /// <summary><c>Vector128&lt;T&gt;</c> with the T of a call.</summary>
    private static GenericInstanceType Instance(TypeReference vector, GenericInstanceMethod call) =>
        new(vector.GetElementType()) { GenericArguments = { call.GenericArguments[0] } };
}
