using Mono.Cecil;
using Mono.Cecil.Cil;

namespace MiniConvViz.BoundsWeaver;

/// <summary>What a method's pointers may reach is forgotten when the method ends, whichever way it ends.</summary>
internal static class FrameScope
{
    /// <summary>Makes a method <c>int frame = Enter(); try { ... } finally { Leave(frame); }</c>.</summary>
    public static void Weave(MethodBody body, CheckedMemoryMethods checks)
    {
        ILProcessor code = body.GetILProcessor();
        VariableDefinition frame = new(body.Method.Module.TypeSystem.Int32);
        body.Variables.Add(frame);
        Instruction first = body.Instructions[0];
        code.InsertBefore(first, Instruction.Create(OpCodes.Call, checks.Enter));
        code.InsertBefore(first, Instruction.Create(OpCodes.Stloc, frame));

        Instruction end = LeaveInsteadOfReturn(body, code);
        Instruction handler = Instruction.Create(OpCodes.Ldloc, frame);
        code.InsertBefore(end, handler);
        code.InsertBefore(end, Instruction.Create(OpCodes.Call, checks.Leave));
        code.InsertBefore(end, Instruction.Create(OpCodes.Endfinally));
        body.ExceptionHandlers.Add(new ExceptionHandler(ExceptionHandlerType.Finally)
        {
            TryStart = first,
            TryEnd = handler,
            HandlerStart = handler,
            HandlerEnd = end,
        });
    }

    /// <summary>The first instruction after the block that the method has become.</summary>
    private static Instruction LeaveInsteadOfReturn(MethodBody body, ILProcessor code)
    {
        bool isVoid = StackEffect.IsNothing(body.Method.ReturnType);
        VariableDefinition? result = isVoid ? null : new VariableDefinition(body.Method.ReturnType);
        Instruction end = Instruction.Create(OpCodes.Ret);
        Instruction[] returns = [.. body.Instructions.Where(instruction => instruction.OpCode.Code is Code.Ret)];
        if (result is not null)
        {
            body.Variables.Add(result);
            end = Instruction.Create(OpCodes.Ldloc, result);
        }

        foreach (Instruction instruction in returns)
        {
            Instruction leave = Instruction.Create(OpCodes.Leave, end);
            if (result is null)
            {
                (instruction.OpCode, instruction.Operand) = (leave.OpCode, end);
                continue;
            }

            (instruction.OpCode, instruction.Operand) = (OpCodes.Stloc, result);
            code.InsertAfter(instruction, leave);
        }

        code.Append(end);
        if (result is not null)
        {
            code.Append(Instruction.Create(OpCodes.Ret));
        }

        return end;
    }
}
