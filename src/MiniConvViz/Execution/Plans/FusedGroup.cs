using MiniConvViz.Kernels;
using MiniConvViz.Networks;
using MiniConvViz.Ops;
using MiniConvViz.Steps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Execution;

/// <summary>
/// The nodes that one fused step stands for: a convolution, then those of batch norm, residual add and ReLU that follow
/// it, of which only the last may be watched; or a linear layer and the ReLU after it.
/// </summary>
internal sealed record FusedGroup(
    Node Head,
    Node? Norm,
    Node? Residual,
    ClampRange Clamp,
    IReadOnlyList<Node> Members)
{
    public Node Last => Members[^1];

    /// <summary>The nodes whose values it reads.</summary>
    public IReadOnlyList<Node> Sources =>
        Residual is null ? Head.Inputs : [.. Head.Inputs, Residual];

    /// <summary>The first members up to one of them, as a group of their own.</summary>
    public FusedGroup UpTo(Node last)
    {
        Node[] members = [.. Members.TakeWhile(member => member != last), last];
        return new FusedGroup(
            Head,
            members.Contains(Norm) ? Norm : null,
            members.Any(member => member.Operator is Add) ? Residual : null,
            last == Last ? Clamp : ClampRange.None,
            members);
    }

    /// <summary>The longest group that starts at a node; null when no other node can join it.</summary>
    /// <param name="head">A node of Conv2d or Linear.</param>
    /// <param name="onlyReader">The only node that reads an unwatched value, else null.</param>
    /// <param name="shapeOf">The shape of a node's output; an add that broadcasts is no residual.</param>
    public static FusedGroup? Match(Node head, Func<Node, Node?> onlyReader, Func<Node, Shape> shapeOf)
    {
        List<Node> members = [head];
        bool isConvolution = head.Operator is Conv2d;
        Node? norm = isConvolution ? Join<BatchNorm2d>() : null;
        Node beforeAdd = members[^1];
        Node? add = isConvolution && onlyReader(beforeAdd) is { Operator: Add } next && IsResidual(next) ? next : null;
        if (add is not null)
        {
            members.Add(add);
        }

        ClampRange clamp = Join<ReLU>() is not null ? ClampRange.ReLU
            : Join<ReLU6>() is not null ? ClampRange.ReLU6
            : ClampRange.None;
        Node? residual = add?.Inputs.First(input => input != beforeAdd);
        return members.Count == 1 ? null : new FusedGroup(head, norm, residual, clamp, members);

        bool IsResidual(Node sum) =>
            sum.Inputs[0] != sum.Inputs[1] && shapeOf(sum.Inputs[0]) == shapeOf(sum.Inputs[1]);

        Node? Join<TOperator>()
            where TOperator : Operator
        {
            Node? next = onlyReader(members[^1]);
            if (next?.Operator is not TOperator)
            {
                return null;
            }

            members.Add(next);
            return next;
        }
    }

    /// <summary>The code of a step that computes the whole group.</summary>
    public StepCode ToStepCode() => Members.Count == 1 ? Head.Operator.ToStepCode()
        : Head.Operator is Linear linear ? Fuse(linear, Clamp)
        : Fuse((Conv2d)Head.Operator, Norm?.Operator as BatchNorm2d, Residual is not null, Clamp);

    /// <summary>The code that computes the members after a given one, when values from there on are watched.</summary>
    /// <param name="first">The member whose value the tail reads.</param>
    /// <param name="watched">The members whose values it delivers.</param>
    public ConvTail TailAfter(Node first, IReadOnlyList<Node> watched)
    {
        Node[] rest = [.. Members.SkipWhile(member => member != first).Skip(1)];
        Node? norm = rest.FirstOrDefault(member => member == Norm);
        Node? add = rest.FirstOrDefault(member => member.Operator is Add);
        Node? clamp = Clamp == ClampRange.None ? null : Last;
        return new ConvTail(
            norm?.Operator as BatchNorm2d, add is not null, Clamp, [.. new[] { first, norm, add, clamp }.Select(Place)]);

        int Place(Node? stage) => stage is null ? -1 : watched.ToList().IndexOf(stage);
    }

    /// <summary><c>clamp(norm(convolution(input)) + residual)</c>, while the accumulators are in registers.</summary>
    private static StepCode Fuse(Conv2d convolution, BatchNorm2d? norm, bool hasResidual, ClampRange clamp) => new()
    {
        Cpu = request => convolution.CpuFormFor(request, norm, clamp),
        Gpu = request => convolution.GpuFormsFor(request, norm, hasResidual, clamp),
    };

    /// <summary><c>clamp(linear(input))</c>, also while the accumulators are in registers.</summary>
    private static StepCode Fuse(Linear linear, ClampRange clamp) => new()
    {
        Cpu = request => linear.CpuFormFor(request, clamp),
        Gpu = request => linear.GpuFormsFor(request, clamp),
    };
}
