using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace MiniConvViz.BoundsWeaver;

/// <summary>
/// Puts a check before every access of one method, and makes known the memory that its pointers may reach.
/// </summary>
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
            _method.Body.InsertBefore(copy, Instruction.Create(OpCodes.Ldstr, MethodName.Of(_method)));
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

        _method.Body.InsertBefore(access.Instruction, [.. check]);
    }

    /// <summary><c>new Span&lt;T&gt;(pointer, length)</c>: a span's own checks begin after this one.</summary>
    private void WeaveSpan(Instruction constructor)
    {
        VariableDefinition length = Variable(_method.Module.TypeSystem.Int32);
        GenericInstanceType span = (GenericInstanceType)((MethodReference)constructor.Operand).DeclaringType;
        _method.Body.InsertBefore(
            constructor,
            Instruction.Create(OpCodes.Stloc, length),
            Instruction.Create(OpCodes.Dup),
            Instruction.Create(OpCodes.Ldloc, length),
            Instruction.Create(OpCodes.Sizeof, span.GenericArguments[0]),
            Instruction.Create(OpCodes.Ldstr, MethodName.Of(_method)),
            Instruction.Create(OpCodes.Call, span.ElementType.Name is "Span`1" ? _checks.Span : _checks.ReadOnlySpan),
            Instruction.Create(OpCodes.Ldloc, length));
    }

    private void Weave(MemoryRoot root)
    {
        MethodBody body = _method.Body;
        switch (root.Kind)
        {
            case RootKind.Stack:
                // Nothing but the size may lie on the stack when memory is taken from it.
                VariableDefinition bytes = Variable(_method.Module.TypeSystem.UIntPtr);
                Instruction size = Instruction.Create(OpCodes.Ldloc, bytes);
                body.InsertBefore(root.Instruction, Instruction.Create(OpCodes.Stloc, bytes), size);
                size = Instruction.Create(OpCodes.Ldloc, bytes);
                body.InsertAfter(LastOf(root.Instruction), [size, .. Call(root, _checks.Stack)]);
                break;
            case RootKind.Variable:
                Instruction sizeOf = Instruction.Create(OpCodes.Sizeof, root.Element);
                body.InsertAfter(root.Instruction, [sizeOf, .. Call(root, _checks.Stack)]);
                break;
            case RootKind.Array:
                Instruction[] count =
                [
                    Instruction.Create(OpCodes.Ldloc, root.Owner),
                    Instruction.Create(OpCodes.Ldlen),
                    Instruction.Create(OpCodes.Conv_I4),
                ];
                body.InsertAfter(root.Instruction, [.. count, .. Call(root, _checks.Pin)]);
                break;
            default:
                Instruction length = Instruction.Create(OpCodes.Ldloc, LengthOf(root));
                body.InsertAfter(root.Instruction, [length, .. Call(root, _checks.Pin)]);
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
            if (store.OpCode.Code is Code.Stloc && store.Operand == root.Owner &&
                MemoryRoot.IsSpanReference(store.Previous))
            {
                Instruction reference = store.Previous;
                _method.Body.InsertBefore(
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
}
