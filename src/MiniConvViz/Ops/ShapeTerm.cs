using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// A number that follows from the shapes of an operator's inputs: a constant, an extent, or arithmetic on such terms.
/// ONNX files contain <c>x.view(x.size(0), -1)</c> as nodes that compute with shapes; those become terms, not nodes.
/// </summary>
public abstract record ShapeTerm
{
    /// <summary>
    /// The value for these input shapes; a whole number, except as an operand of a division or a scale.
    /// </summary>
    public abstract double Evaluate(ReadOnlySpan<Shape> inputs);

    /// <summary>The same term over other inputs: number <c>i</c> becomes <c>map(i)</c>.</summary>
    public abstract ShapeTerm MapInputs(Func<int, int> map);

    /// <summary>The number of terms it consists of, including itself: the cost of its evaluation.</summary>
    public virtual long Size => 1;

    /// <summary>A constant.</summary>
    public static implicit operator ShapeTerm(int value) => new ConstantTerm(value);

    /// <summary>A constant.</summary>
    public static ShapeTerm FromInt32(int value) => value;

    /// <summary>Whether it depends on no shape.</summary>
    public virtual bool IsConstant => false;

    /// <summary>The value, where it depends on no shape.</summary>
    public bool TryGetConstant(out double value)
    {
        value = IsConstant ? Evaluate([]) : 0;
        return IsConstant;
    }

    /// <summary>A constant.</summary>
    public sealed record ConstantTerm(double Value) : ShapeTerm
    {
        /// <inheritdoc/>
        public override bool IsConstant => true;

        /// <inheritdoc/>
        public override double Evaluate(ReadOnlySpan<Shape> inputs) => Value;

        /// <inheritdoc/>
        public override ShapeTerm MapInputs(Func<int, int> map) => this;

        /// <inheritdoc/>
        public override string ToString() => $"{Value}";
    }

    /// <summary>One extent of one input's shape: <c>x.size(axis)</c>.</summary>
    public sealed record ExtentTerm(int Input, int Axis) : ShapeTerm
    {
        /// <inheritdoc/>
        public override double Evaluate(ReadOnlySpan<Shape> inputs) => inputs[Input][Axis];

        /// <inheritdoc/>
        public override ShapeTerm MapInputs(Func<int, int> map) => this with { Input = map(Input) };

        /// <inheritdoc/>
        public override string ToString() => $"size({Axis})";
    }

    /// <summary>A function of other terms, such as their sum.</summary>
    /// <param name="Name">For messages: <c>Add</c>.</param>
    /// <param name="Function">Takes the values of the operands in their order.</param>
    /// <param name="Operands">The terms that it is applied to.</param>
    public sealed record ComputedTerm(
        string Name, Func<double[], double> Function, IReadOnlyList<ShapeTerm> Operands) : ShapeTerm
    {
        /// <inheritdoc/>
        public override long Size { get; } = 1 + Operands.Sum(operand => operand.Size);

        /// <inheritdoc/>
        public override bool IsConstant { get; } = Operands.All(operand => operand.IsConstant);

        /// <inheritdoc/>
        public override double Evaluate(ReadOnlySpan<Shape> inputs)
        {
            double[] values = new double[Operands.Count];
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = Operands[i].Evaluate(inputs);
            }

            return Function(values);
        }

        /// <inheritdoc/>
        public override ShapeTerm MapInputs(Func<int, int> map) =>
            this with { Operands = [.. Operands.Select(operand => operand.MapInputs(map))] };

        /// <inheritdoc/>
        public override string ToString() => $"{Name}({string.Join(", ", Operands)})";
    }
}
