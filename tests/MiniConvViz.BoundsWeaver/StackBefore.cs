using Mono.Cecil;
using Mono.Cecil.Cil;

namespace MiniConvViz.BoundsWeaver;

/// <summary>
/// The evaluation stack before each instruction of a method, as kinds (ECMA-335, partition I, 12.3.2.1). One pass is
/// enough: at a label that is reached only by later branches, the stack is empty (partition III, 1.7.5).
/// </summary>
public sealed class StackBefore
{
    private readonly MethodBody _body;
    private readonly Dictionary<Instruction, SlotKind[]> _before = [];
    private readonly Dictionary<Instruction, SlotKind[]> _atLabel = [];

    private StackBefore(MethodBody body) => _body = body;

    /// <summary>Follows a method from its first instruction to the last.</summary>
    public static StackBefore Of(MethodBody body)
    {
        StackBefore stacks = new(body);
        stacks.EnterHandlers();
        stacks.Follow();
        return stacks;
    }

    /// <summary>The slot <paramref name="depth"/> places below the top.</summary>
    public SlotKind At(Instruction instruction, int depth) => _before[instruction][^(depth + 1)];

    private void EnterHandlers()
    {
        foreach (ExceptionHandler handler in _body.ExceptionHandlers)
        {
            bool hasException = handler.HandlerType is ExceptionHandlerType.Catch or ExceptionHandlerType.Filter;
            _atLabel[handler.HandlerStart] = hasException ? [SlotKind.Value] : [];
            if (handler.FilterStart is not null)
            {
                _atLabel[handler.FilterStart] = [SlotKind.Value];
            }
        }
    }

    private void Follow()
    {
        Stack<SlotKind> stack = new();
        bool isReached = true;
        foreach (Instruction instruction in _body.Instructions)
        {
            if (_atLabel.TryGetValue(instruction, out SlotKind[]? known))
            {
                stack = new Stack<SlotKind>(isReached ? Merged(stack.Reverse().ToArray(), known) : known);
            }
            else if (!isReached)
            {
                stack.Clear();
            }

            _before[instruction] = [.. stack.Reverse()];
            Apply(instruction, stack);
            NoteTargets(instruction, stack);
            isReached = instruction.OpCode.FlowControl is not (FlowControl.Branch or FlowControl.Return
                or FlowControl.Throw);
        }
    }

    private void NoteTargets(Instruction instruction, Stack<SlotKind> stack)
    {
        IEnumerable<Instruction> targets = instruction.Operand switch
        {
            Instruction target => [target],
            Instruction[] several => several,
            _ => [],
        };
        foreach (Instruction target in targets)
        {
            _atLabel[target] = _atLabel.TryGetValue(target, out SlotKind[]? known)
                ? Merged([.. stack.Reverse()], known)
                : [.. stack.Reverse()];
        }
    }

    /// <summary>Where two ways meet, a slot is managed only if it is on both.</summary>
    private static SlotKind[] Merged(SlotKind[] one, SlotKind[] other) => one.Length == other.Length
        ? [.. one.Zip(other, (a, b) => a == b ? a : SlotKind.Native)]
        : throw new InvalidOperationException("two ways to a label leave stacks of different depths");

    private void Apply(Instruction instruction, Stack<SlotKind> stack)
    {
        OpCode code = instruction.OpCode;
        if (code.Code is Code.Dup)
        {
            stack.Push(stack.Peek());
            return;
        }

        if (code.FlowControl is FlowControl.Throw || code.Code is Code.Leave or Code.Leave_S or Code.Endfinally)
        {
            stack.Clear();
            return;
        }

        SlotKind[] popped = new SlotKind[StackEffect.Pops(instruction, _body.Method)];
        for (int i = popped.Length - 1; i >= 0; i--)
        {
            popped[i] = stack.TryPop(out SlotKind kind) ? kind : throw new InvalidOperationException(
                $"{_body.Method.FullName}: nothing is on the stack for {instruction}");
        }

        if (StackEffect.Pushes(instruction, popped, _body) is { } pushed)
        {
            stack.Push(pushed);
        }
    }
}
