using MiniConvViz.Kernels;
using MiniConvViz.Steps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// The operator of a node: attributes and weights, a shape rule, bounds on its rounding errors, and one member per
/// device, which calls the operator's kernel folder. Operators are immutable, so that any number of sessions can share
/// a network.
/// </summary>
/// <remarks>An operator of your own derives from <see cref="CustomOperator"/>.</remarks>
public abstract class Operator
{
    private protected Operator()
    {
    }

    /// <summary>PyTorch's class name, such as <c>Conv2d</c>; taps and pictures use it.</summary>
    public virtual string Kind => GetType().Name;

    /// <summary>PyTorch's arguments, such as <c>3, 64, kernel_size=(7, 7)</c>; empty where there are none.</summary>
    public virtual string Attributes => "";

    /// <summary>The learned tensors by their PyTorch names (<c>weight</c>, <c>bias</c>, ...).</summary>
    public virtual IReadOnlyList<Parameter> Parameters => [];

    /// <summary>
    /// The window that one output value reads along each image axis; null for operators that read one position only.
    /// </summary>
    public virtual Window? Window => null;

    /// <summary>
    /// Whether the output's values are the input's values; only the shape may differ (Flatten, Dropout).
    /// </summary>
    public virtual bool IsIdentity => false;

    /// <summary>
    /// The number of a node's inputs, counted from the first, whose elements are read; operators with a
    /// <see cref="ShapeFormula"/> read only the shapes of the others.
    /// </summary>
    public virtual int ValueInputs(int inputs) => inputs;

    /// <summary>The output's shape for the given inputs.</summary>
    /// <exception cref="ShapeException">The operator cannot take these shapes.</exception>
    public abstract Shape InferShape(ReadOnlySpan<Shape> inputs);

    /// <summary>
    /// Whether an input without elements is an error: for windows over images, and for operators that select or mix
    /// pixels. A sum of no elements is zero.
    /// </summary>
    internal virtual bool NeedsNumbers => Window is not null;

    /// <summary>
    /// Multiplications with an addition for one run; 0 for operators without weights.
    /// </summary>
    public virtual long MultiplyAdds(ReadOnlySpan<Shape> inputs) => 0;

    /// <summary>How exactly the code of every device must agree with <see cref="RunReference"/>.</summary>
    internal abstract Accuracy Accuracy { get; }

    /// <summary>
    /// A bound on the difference of two float32 computations of this operator over the same inputs by rounding alone.
    /// </summary>
    /// <param name="inputs">The values of all inputs.</param>
    /// <param name="output">The output of either of the two.</param>
    internal abstract RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output);

    /// <summary>
    /// A bound on the output's error by errors in the inputs: <c>|f(x + d) - f(x)|</c> for every <c>|d| &lt;= e</c>,
    /// element by element. A convolution turns e into <c>sum |w| e</c>, a ReLU leaves it, a sigmoid quarters it.
    /// </summary>
    /// <param name="inputs">The values of all inputs.</param>
    /// <param name="errors">The largest error of each, of the same shape, finite and not all zero.</param>
    /// <returns>Null, or infinity, where there is no bound: the output is discontinuous (the index of the largest
    /// element) or near a pole (a divisor that may be zero).</returns>
    internal abstract Tensor? AmplificationOf(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> errors);

    /// <summary>The plain loops, with sums in double: the definition of the operator.</summary>
    internal abstract void RunReference(HostCall call);

    /// <summary>The vector code for given shapes and layouts: one form, or the best of several.</summary>
    internal abstract CpuForm CpuFormFor(CpuRequest request);

    /// <summary>The ILGPU kernels for given shapes: one form, or all that fit.</summary>
    internal abstract GpuForms GpuFormsFor(GpuRequest request);

    /// <summary>The code of a step that runs this operator alone.</summary>
    internal StepCode ToStepCode() => new() { Reference = RunReference, Cpu = CpuFormFor, Gpu = GpuFormsFor };

    /// <summary>
    /// <see cref="RoundingOf"/> of any output; for one without elements nothing is computed, however long its other
    /// axes are.
    /// </summary>
    internal RoundingError BoundRounding(IReadOnlyList<Tensor> inputs, Tensor output) =>
        output.Shape.Count == 0 ? RoundingError.None(output) : RoundingOf(inputs, output);

    /// <summary><see cref="AmplificationOf"/> of any errors; null where there is no finite bound.</summary>
    internal Tensor? Amplify(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> errors)
    {
        IEnumerable<Tensor> read = errors.Take(ValueInputs(inputs.Count));
        if (!read.All(Amplification.IsFinite))
        {
            return null;
        }

        Shape shape = InferShape([.. inputs.Select(input => input.Shape)]);
        if (shape.Count == 0 || read.All(Amplification.IsZero))
        {
            return new Tensor(shape);
        }

        return AmplificationOf(inputs, errors) is Tensor bound && Amplification.IsFinite(bound) ? bound : null;
    }

    /// <summary>
    /// PyTorch's <c>repr</c>: <c>Conv2d(3, 64, kernel_size=(7, 7), stride=(2, 2), padding=(3, 3), bias=False)</c>.
    /// </summary>
    public override string ToString() => $"{Kind}({Attributes})";

    /// <summary>The output's shape, after a check that the inputs have elements where they are needed.</summary>
    /// <exception cref="ShapeException">The operator cannot take these shapes.</exception>
    internal Shape CheckedShape(ReadOnlySpan<Shape> inputs)
    {
        Shape output = InferShape(inputs);
        if (output.Count > 0 && NeedsNumbers)
        {
            foreach (Shape input in inputs[..Math.Min(ValueInputs(inputs.Length), inputs.Length)])
            {
                if (input.Count == 0)
                {
                    throw new ShapeException($"makes {output} of an input without elements,  {input}");
                }
            }
        }

        return output;
    }

    /// <summary>The shape of the only input, checked to be [N,C,H,W].</summary>
    protected static Shape ExpectImage(ReadOnlySpan<Shape> inputs)
    {
        Shape input = ExpectOne(inputs);
        return input.Rank == 4 ? input : throw new ShapeException($"expected an input [N,C,H,W], got {input}");
    }

    /// <summary>The shape of the only input.</summary>
    protected static Shape ExpectOne(ReadOnlySpan<Shape> inputs) =>
        inputs.Length == 1 ? inputs[0] : throw new ShapeException($"expected 1 input, got {inputs.Length}");

    /// <summary>
    /// The first input's shape, checked for operators of any rank; of further inputs only the shapes are used.
    /// </summary>
    protected static Shape ExpectRank(ReadOnlySpan<Shape> inputs) =>
        inputs.Length > 0 && inputs[0].Rank <= AxisInts.MaxRank
            ? inputs[0]
            : throw new ShapeException($"expected an input of at most {AxisInts.MaxRank} axes, got "
                + (inputs.Length > 0 ? $"{inputs[0]}" : "none"));
}
