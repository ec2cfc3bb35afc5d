using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace MiniConvViz.BoundsWeaver;

/// <summary>
/// All places where a method reads or writes through pointers, takes them, or makes spans of them, and those where it
/// reaches memory in a way for which there is no check.
/// </summary>
public sealed class MethodScan
{
    private readonly MethodBody _body;
    private readonly StackBefore _stacks;
    private readonly List<MemoryAccess> _accesses = [];
    private readonly List<MemoryRoot> _roots = [];
    private readonly List<Instruction> _spans = [];
    private readonly List<Instruction> _copies = [];
    private readonly List<string> _bypasses = [];

    private MethodScan(MethodBody body)
    {
        body.SimplifyMacros();
        (_body, _stacks) = (body, StackBefore.Of(body));
        foreach (Instruction instruction in body.Instructions)
        {
            Look(instruction);
        }
    }

    /// <summary>Reads and writes.</summary>
    public IReadOnlyList<MemoryAccess> Accesses => _accesses;

    /// <summary>Where pointers begin.</summary>
    public IReadOnlyList<MemoryRoot> Roots => _roots;

    /// <summary><c>new Span&lt;T&gt;(pointer, length)</c>.</summary>
    public IReadOnlyList<Instruction> Spans => _spans;

    /// <summary><c>Buffer.MemoryCopy</c>.</summary>
    public IReadOnlyList<Instruction> Copies => _copies;

    /// <summary>What no check covers, as lines for people.</summary>
    public IReadOnlyList<string> Bypasses => _bypasses;

    /// <summary>All places that a check belongs to, and whether it is there.</summary>
    public IEnumerable<(string Place, bool IsChecked)> Places() =>
    [
        .. _accesses.Select(access => (Describe(access.Instruction), access.IsChecked)),
        .. _spans.Select(span => (Describe(span), CheckedMemoryMethods.IsCall(span.Previous?.Previous))),
        .. _copies.Select(copy => (Describe(copy), CheckedMemoryMethods.IsCall(copy))),
        .. _roots.Select(root => (Describe(root.Instruction), root.IsKnown)),
    ];

    /// <summary>Scans one method.</summary>
    public static MethodScan Of(MethodDefinition method) => new(method.Body);

    private void Look(Instruction instruction)
    {
        if (MemoryAccess.Of(instruction, _body.Method.Module.TypeSystem) is { } access)
        {
            if (!IsStatic(instruction) && _stacks.At(instruction, access.Above is null ? 0 : 1) != SlotKind.Managed)
            {
                Add(access);
            }

            return;
        }

        if (MemoryRoot.At(instruction) is { } root)
        {
            _roots.Add(root);
        }
        else if (instruction.Operand is IMethodSignature called &&
            instruction.OpCode.Code is not (Code.Ldftn or Code.Ldvirtftn))
        {
            LookAtCall(instruction, called);
        }
        else if (Unchecked(instruction) is { } why)
        {
            Bypass(instruction, why);
        }
    }

    /// <summary>A field of an object, or of a struct that lies on the stack itself, has no address to check.</summary>
    private bool IsStatic(Instruction instruction) => instruction.OpCode.Code switch
    {
        Code.Ldfld => _stacks.At(instruction, 0) is not SlotKind.Native,
        Code.Stfld => _stacks.At(instruction, 1) is not SlotKind.Native,
        _ => false,
    };

    private void Add(MemoryAccess access)
    {
        _accesses.Add(access);
        if (access.Instruction.Previous?.OpCode.OpCodeType is OpCodeType.Prefix)
        {
            Bypass(access.Instruction, "a prefix stands before the access");
        }
    }

    private void LookAtCall(Instruction instruction, IMethodSignature called)
    {
        if (UnsafeCalls.IsSpanOfPointer(called))
        {
            _spans.Add(instruction);
        }
        else if (UnsafeCalls.IsMemoryCopy(called))
        {
            _copies.Add(instruction);
        }
        else if (UnsafeCalls.Refusal(called, _body.Method.Module) is { } why)
        {
            Bypass(instruction, why);
        }

        int arguments = called.Parameters.Count;
        for (int i = 0; i < arguments; i++)
        {
            if (called.Parameters[i].ParameterType is ByReferenceType &&
                _stacks.At(instruction, arguments - 1 - i) is not SlotKind.Managed)
            {
                Bypass(instruction, "a pointer is passed as a reference");
            }
        }

        if (called.HasThis && instruction.OpCode.Code is (Code.Call or Code.Callvirt) &&
            _stacks.At(instruction, arguments) is SlotKind.Native)
        {
            LookAtThis(instruction, (MethodReference)called);
        }
    }

    /// <summary><c>pointer-&gt;Property</c> may read all of the struct.</summary>
    private void LookAtThis(Instruction instruction, MethodReference called)
    {
        if (called.Parameters.Count == 0)
        {
            Add(new MemoryAccess(instruction, called.DeclaringType, IsWrite: false));
        }
        else
        {
            Bypass(instruction, "a pointer is passed as this beside other arguments");
        }
    }

    /// <summary>Why an instruction reaches memory past the checks, or null.</summary>
    private string? Unchecked(Instruction instruction) => instruction.OpCode.Code switch
    {
        Code.Cpblk or Code.Initblk or Code.Cpobj => "a copy of memory without a check",
        Code.Ldflda when _stacks.At(instruction, 0) is SlotKind.Native => "the address of a field after a pointer",
        Code.Conv_U or Code.Conv_I when _stacks.At(instruction, 0) is SlotKind.Managed =>
            "a pointer is taken of memory whose length the weaver cannot see",
        Code.Stloc when BecomesReference(instruction, ((VariableDefinition)instruction.Operand).VariableType) =>
            "a pointer becomes a reference",
        Code.Starg when BecomesReference(instruction, ((ParameterDefinition)instruction.Operand).ParameterType) =>
            "a pointer becomes a reference",
        Code.Ret when BecomesReference(instruction, _body.Method.ReturnType) => "a pointer becomes a reference",
        _ => null,
    };

    private bool BecomesReference(Instruction instruction, TypeReference target) =>
        StackEffect.Of(target) is SlotKind.Managed && _stacks.At(instruction, 0) is not SlotKind.Managed &&
        !IsNoReference(instruction.Previous);

    /// <summary><c>fixed</c> ends with a null reference in its variable.</summary>
    private static bool IsNoReference(Instruction? before) =>
        before is { OpCode.Code: Code.Conv_U, Previous: { OpCode.Code: Code.Ldc_I4, Operand: 0 } };

    private void Bypass(Instruction instruction, string why) =>
        _bypasses.Add($"{Describe(instruction)}: {why}");

    private string Describe(Instruction instruction) =>
        $"{MethodName.Of(_body.Method)}: {instruction.OpCode} {instruction.Operand}";
}
