using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace MiniConvViz.BoundsWeaver;

/// <summary>Puts a check before every access of one method, and makes known the memory that its pointers may reach.</summary>
internal sealed class MethodWeaver
{
    private readonly MethodDefinition _method;
    private readonly MethodScan _scan;
    private readonly CheckedMemoryMethods _checks;
    private readonly Dictionary<VariableDefinition, VariableDefinition> _lengths = [];

    /// <param name="method">The method.</param>
    /// <param name="scan">What it does with memory.</param>
    /// <param name="checks">What to call.</param>
    public MethodWeaver(MethodDefinition method, MethodScan scan, CheckedMemoryMethods checks) =>
        (_method, _scan, _checks) = (method, scan, checks);

    /// <summary>Weaves the checks in.</summary>
    public void Weave()
    {
        foreach (MemoryRoot root in _scan.Roots)
        {
            Weave(root);
        }

        foreach (MemoryAccess access in _scan.Accesses)
        {
            Weave(access);
        }

        foreach (Instruction span in _scan.Spans)
        {
            WeaveSpan(span);
        }

        foreach (Instruction copy in _scan.Copies)
        {
            Before(copy, Instruction.Create(OpCodes.Ldstr, MethodName.Of(_method)));
            copy.Next.Operand = _checks.Copy;
        }

        if (_scan.Roots.Count > 0)
        {
            FrameScope.Weave(_method.Body, _checks);
        }

        _method.Body.OptimizeMacros();
    }

    /// <summary>The address is checked where it lies on the stack; what lies above it steps aside meanwhile.</summary>
    private void Weave(MemoryAccess access)
    {
        List<Instruction> check =
        [
            Instruction.Create(OpCodes.Dup),
            Instruction.Create(OpCodes.Sizeof, access.Accessed),
            Instruction.Create(OpCodes.Ldstr, MethodName.Of(_method)),
            Instruction.Create(OpCodes.Call, access.IsWrite ? _checks.Write : _checks.Read),
        ];
        if (access.Above is not null)
        {
            VariableDefinition value = Variable(access.Above);
            check.Insert(0, Instruction.Create(OpCodes.Stloc, value));
            check.Add(Instruction.Create(OpCodes.Ldloc, value));
        }

        Before(access.Instruction, [.. check]);
    }

    /// <summary><c>new Span&lt;T&gt;(pointer, length)</c>: a span's own checks begin after this one.</summary>
    private void WeaveSpan(Instruction constructor)
    {
        VariableDefinition length = Variable(_method.Module.TypeSystem.Int32);
        GenericInstanceType span = (GenericInstanceType)((MethodReference)constructor.Operand).DeclaringType;
        Before(
            constructor,
            Instruction.Create(OpCodes.Stloc, length),
            Instruction.Create(OpCodes.Dup),
            Instruction.Create(OpCodes.Ldloc, length),
            Instruction.Create(OpCodes.Sizeof, span.GenericArguments[0]),
            Instruction.Create(OpCodes.Ldstr, MethodName.Of(_method)),
            Instruction.Create(OpCodes.Call, _checks.Span),
            Instruction.Create(OpCodes.Ldloc, length));
    }

    private void Weave(MemoryRoot root)
    {
        switch (root.Kind)
        {
            case RootKind.Stack:
                // Nothing but the size may lie on the stack when memory is taken from it.
                VariableDefinition bytes = Variable(_method.Module.TypeSystem.UIntPtr);
                Before(
                    root.Instruction, Instruction.Create(OpCodes.Stloc, bytes), Instruction.Create(OpCodes.Ldloc, bytes));
                After(LastOf(root.Instruction), [Instruction.Create(OpCodes.Ldloc, bytes), .. Call(root, _checks.Stack)]);
                break;
            case RootKind.Variable:
                After(root.Instruction, [Instruction.Create(OpCodes.Sizeof, root.Element), .. Call(root, _checks.Stack)]);
                break;
            case RootKind.Array:
                After(
                    root.Instruction,
                    [
                        Instruction.Create(OpCodes.Ldloc, root.Owner),
                        Instruction.Create(OpCodes.Ldlen),
                        Instruction.Create(OpCodes.Conv_I4),
                        .. Call(root, _checks.Pin),
                    ]);
                break;
            default:
                After(root.Instruction, [Instruction.Create(OpCodes.Ldloc, LengthOf(root)), .. Call(root, _checks.Pin)]);
                break;
        }
    }

    private static Instruction LastOf(Instruction stackAllocation)
    {
        Instruction last = stackAllocation;
        while (last.OpCode.Code is not Code.Localloc)
        {
            last = last.Next;
        }

        return last;
    }

    private Instruction[] Call(MemoryRoot root, MethodDefinition check)
    {
        Instruction owner = Instruction.Create(OpCodes.Ldstr, NameOf(root));
        Instruction call = Instruction.Create(OpCodes.Call, check);
        return root.Kind is RootKind.Span or RootKind.Array
            ? [Instruction.Create(OpCodes.Sizeof, root.Element), owner, call]
            : [owner, call];
    }

    /// <summary>The pointer's name in the source, where it is known.</summary>
    private string NameOf(MemoryRoot root)
    {
        Instruction? next = root.Instruction.Next;
        string method = MethodName.Of(_method);
        return next?.OpCode.Code is Code.Stloc &&
            _method.DebugInformation.TryGetName((VariableDefinition)next.Operand, out string name)
            ? $"{name} in {method}"
            : $"a pointer in {method}";
    }

    /// <summary>A span's length, kept where its reference is pinned.</summary>
    private VariableDefinition LengthOf(MemoryRoot root)
    {
        if (_lengths.TryGetValue(root.Owner!, out VariableDefinition? known))
        {
            return known;
        }

        VariableDefinition length = _lengths[root.Owner!] = Variable(_method.Module.TypeSystem.Int32);
        foreach (Instruction store in _method.Body.Instructions.ToArray())
        {
            if (store.OpCode.Code is Code.Stloc && store.Operand == root.Owner && MemoryRoot.IsSpanReference(store.Previous))
            {
                Instruction reference = store.Previous;
                Before(
                    reference,
                    Instruction.Create(OpCodes.Dup),
                    Instruction.Create(OpCodes.Call, GetLength((MethodReference)reference.Operand)),
                    Instruction.Create(OpCodes.Stloc, length));
            }
        }

        return length;
    }

    private MethodReference GetLength(MethodReference pinned) =>
        new("get_Length", _method.Module.TypeSystem.Int32, pinned.DeclaringType) { HasThis = true };

    private VariableDefinition Variable(TypeReference type)
    {
        VariableDefinition variable = new(type);
        _method.Body.Variables.Add(variable);
        return variable;
    }

    /// <summary>
    /// Inserts instructions before another. The first of them takes the other's object, so that branches to it reach
    /// what was inserted.
    /// </summary>
    private void Before(Instruction instruction, params Instruction[] inserted)
    {
        Instruction moved = Instruction.Create(OpCodes.Nop);
        (moved.OpCode, moved.Operand) = (instruction.OpCode, instruction.Operand);
        (instruction.OpCode, instruction.Operand) = (inserted[0].OpCode, inserted[0].Operand);
        After(instruction, [.. inserted[1..], moved]);
    }

    private void After(Instruction instruction, Instruction[] inserted)
    {
        ILProcessor code = _method.Body.GetILProcessor();
        Instruction last = instruction;
        foreach (Instruction next in inserted)
        {
            code.InsertAfter(last, next);
            last = next;
        }
    }
}
