using MiniConvViz.Steps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>An input of the network: torchvision calls the node of the image <c>x</c>.</summary>
public sealed class Input : Operator
{
    private readonly string?[] _free;

    /// <summary>Images of C channels and any size.</summary>
    /// <param name="channels">C.</param>
    /// <param name="height">The height that shapes are checked with when a network is built.</param>
    /// <param name="width">The width.</param>
    public Input(int channels, int height, int width)
        : this([1, channels, height, width], ["N", null, "H", "W"])
    {
    }

    /// <summary>Values of any rank.</summary>
    /// <param name="example">The shape that shapes are checked with when a network is built.</param>
    /// <param name="free">Per axis a name where it may have any extent, null where it is fixed.</param>
    public Input(Shape example, IReadOnlyList<string?> free)
    {
        if (free.Count != example.Rank)
        {
            throw new ShapeException($"expected {example.Rank} names of axes, got {free.Count}");
        }

        (ExampleShape, _free) = (example, [.. free]);
    }

    /// <summary>One image of the size the network was trained on.</summary>
    public Shape ExampleShape { get; }

    /// <inheritdoc/>
    public override string Attributes => string.Join(", ", ExampleShape.Extents.ToArray().Skip(1));

    /// <summary>Whether any axis may have any extent.</summary>
    public bool HasFreeAxes => _free.Any(name => name is not null);

    /// <summary>Whether an axis may have any extent.</summary>
    public bool IsFree(int axis) => _free[axis] is not null;

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        Shape input = ExpectOne(inputs);
        return Fits(input) ? input : throw new ShapeException($"expected an input {Expected}, got {input}");
    }

    internal override Accuracy Accuracy => Accuracy.Exact;

    internal override RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output) =>
        RoundingError.None(output);

    internal override Tensor? AmplificationOf(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> errors) =>
        errors[0];

    internal override void RunReference(HostCall call) => call.Input(0).CopyTo(call.Output);

    internal override CpuForm CpuFormFor(CpuRequest request) => CpuForm.Plain(request, RunReference);

    internal override GpuForms GpuFormsFor(GpuRequest request) =>
        GpuForms.One(call => call.Gpu.Copy(call.Input(0), call.Output));

    private string Expected =>
        $"[{string.Join(",", _free.Select((name, axis) => name ?? $"{ExampleShape[axis]}"))}]";

    private bool Fits(Shape input)
    {
        if (input.Rank != ExampleShape.Rank || (input.Count == 0 && ExampleShape.Count > 0))
        {
            return false;
        }

        for (int axis = 0; axis < input.Rank; axis++)
        {
            if (_free[axis] is null && input[axis] != ExampleShape[axis])
            {
                return false;
            }
        }

        return true;
    }
}
