using MiniConvViz.Kernels;
using MiniConvViz.Steps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// A tensor whose elements at some places are replaced by, or reduced with, others. Several updates of one place are
/// applied one after the other in the order of the indices, on every device, with any number of threads.
/// </summary>
/// <remarks>
/// An index outside of its axis is an error on the CPU; a GPU cannot report one and uses the nearest.
/// </remarks>
public abstract class ScatterOperator : Operator
{
    private protected ScatterOperator(ScatterReduction reduction) => Reduction = reduction;

    /// <summary>What an update does with the element at its place.</summary>
    public ScatterReduction Reduction { get; }

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        if (inputs.Length != 3)
        {
            throw new ShapeException($"expected 3 inputs, data, indices and updates, got {inputs.Length}");
        }

        Places(inputs[0], inputs[1]);
        Shape expected = UpdatesOf(inputs[0], inputs[1]);
        return inputs[2] == expected
            ? inputs[0]
            : throw new ShapeException(
                $"expected updates {expected} for the data {inputs[0]} and the indices {inputs[1]}, got {inputs[2]}");
    }

    internal sealed override Accuracy Accuracy =>
        Reduction is ScatterReduction.Add or ScatterReduction.Mul ? Accuracy.Cancelling : Accuracy.Exact;

    /// <summary>Each update of a place is one rounding of what lies there.</summary>
    internal sealed override RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output)
    {
        if (Accuracy == Accuracy.Exact || output.Shape.Count == 0)
        {
            return RoundingError.None(output);
        }

        double most = MostUpdates(inputs);
        return Reduction == ScatterReduction.Mul
            ? RoundingError.Relative(output, most)
            : new RoundingError(
                Amplification.Run(
                    this, [RoundingError.Absolute(inputs[0]), inputs[1], RoundingError.Absolute(inputs[2])]),
                most);
    }

    /// <summary>None for the indices. A sum's errors add up, a maximum's is at most the largest; a product's is
    /// <c>prod (|x| + e) - prod |x|</c>.</summary>
    internal sealed override Tensor? AmplificationOf(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> errors)
    {
        if (!Amplification.IsZero(errors[1]))
        {
            return null;
        }

        if (Reduction != ScatterReduction.Mul)
        {
            Operator reduced = With(Reduction == ScatterReduction.Min ? ScatterReduction.Max : Reduction);
            return Amplification.Run(reduced, [errors[0], inputs[1], errors[2]]);
        }

        Tensor[] absolute = [RoundingError.Absolute(inputs[0]), inputs[1], RoundingError.Absolute(inputs[2])];
        Tensor product = Amplification.Run(this, absolute);
        Tensor bound = Amplification.Run(this, [Sum(absolute[0], errors[0]), inputs[1], Sum(absolute[2], errors[2])]);
        double rounding = 4 * (MostUpdates(inputs) + 1) * RoundingError.UnitRoundoff;
        for (int i = 0; i < bound.Values.Length; i++)
        {
            double larger = bound.Values[i];
            bool isWithout = larger == product.Values[i];
            bound.Values[i] = isWithout ? 0f : (float)(larger - product.Values[i] + (rounding * larger));
        }

        return bound;
    }

    internal sealed override void RunReference(HostCall call) => ScatterNDReference.Run(
        CheckedGeometry(call), call.Input(0), call.Input(1), call.Input(2), call.Output);

    internal sealed override CpuForm CpuFormFor(CpuRequest request) => CpuForm.Plain(request, call => ScatterNDSimd.Run(
        call.Workers, CheckedGeometry(call), call.Input(0), call.Input(1), call.Input(2), call.Output));

    internal sealed override GpuForms GpuFormsFor(GpuRequest request) => GpuForms.One(call => ScatterNDGpu.Run(
        call.Gpu, Geometry(call, Places(call.InputShape(0), call.InputShape(1))),
        call.Input(0), call.Input(1), call.Input(2), call.Output));

    /// <summary>The places that the indices name.</summary>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    private protected abstract PlaceGeometry Places(Shape data, Shape indices);

    /// <summary>The shape that the updates must have.</summary>
    private protected abstract Shape UpdatesOf(Shape data, Shape indices);

    /// <summary>The axis that the first index of a row counts along.</summary>
    private protected abstract int FirstAxis(Shape data);

    /// <summary>The same with another reduction.</summary>
    private protected abstract ScatterOperator With(ScatterReduction reduction);

    private static Tensor Sum(Tensor a, Tensor b) => new(a.Shape, [.. a.Data.Zip(b.Data, (x, y) => x + y)]);

    /// <summary>The largest number of updates of one place.</summary>
    private double MostUpdates(IReadOnlyList<Tensor> inputs)
    {
        Tensor counts = Amplification.Run(
            With(ScatterReduction.Add), [new Tensor(inputs[0].Shape), inputs[1], Tensor.Full(inputs[2].Shape, 1f)]);
        return counts.Data.Max();
    }

    private ScatterGeometry CheckedGeometry(HostCall call)
    {
        Shape data = call.InputShape(0);
        return Geometry(call, IndexedPlaces.Checked(call, Places(data, call.InputShape(1)), FirstAxis(data)));
    }

    private ScatterGeometry Geometry(ICall call, PlaceGeometry places) => new()
    {
        Places = places,
        Reduction = (int)Reduction,
        Count = call.InputShape(0).Count,
    };
}
