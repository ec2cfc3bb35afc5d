using System.Runtime.CompilerServices;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// A list of integers that an operator needs, such as the output shape of a reshape: mostly constants, but in files
/// with dynamic axes they may depend on the shapes of the operator's inputs.
/// </summary>
/// <example><c>ShapeFormula target = [new ShapeTerm.ExtentTerm(0, 0), -1];</c></example>
[CollectionBuilder(typeof(ShapeFormula), nameof(Create))]
public sealed class ShapeFormula
{
    private ShapeFormula(ShapeTerm[] terms) => Terms = terms;

    /// <summary>One per integer.</summary>
    public IReadOnlyList<ShapeTerm> Terms { get; }

    /// <summary>The number of integers.</summary>
    public int Count => Terms.Count;

    /// <summary>Constants.</summary>
    public static implicit operator ShapeFormula(int[] values) => FromInt32Array(values);

    /// <summary>The extents of a shape.</summary>
    public static implicit operator ShapeFormula(Shape shape) => FromShape(shape);

    /// <summary>Makes a formula of terms; a collection expression calls it.</summary>
    public static ShapeFormula Create(ReadOnlySpan<ShapeTerm> terms) => new(terms.ToArray());

    /// <summary>Constants.</summary>
    public static ShapeFormula FromInt32Array(int[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return new ShapeFormula([.. values.Select(ShapeTerm.FromInt32)]);
    }

    /// <summary>The extents of a shape.</summary>
    public static ShapeFormula FromShape(Shape shape) => FromInt32Array(shape.Extents.ToArray());

    /// <summary>The integers for these input shapes; fractions are cut off, as a cast to int64 does.</summary>
    /// <exception cref="ShapeException">A term is no number.</exception>
    public int[] Evaluate(ReadOnlySpan<Shape> inputs)
    {
        double[] values = Values(inputs);
        int[] integers = new int[values.Length];
        for (int i = 0; i < integers.Length; i++)
        {
            // ONNX spells "to the end" as the largest int64, which an int cannot hold; the nearest one means the same.
            integers[i] = (int)Math.Clamp(Math.Truncate(values[i]), int.MinValue, int.MaxValue);
        }

        return integers;
    }

    /// <summary>The values for these input shapes, with fractions.</summary>
    /// <exception cref="ShapeException">A term is no number.</exception>
    public double[] Values(ReadOnlySpan<Shape> inputs)
    {
        double[] values = new double[Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Terms[i].Evaluate(inputs);
            if (double.IsNaN(values[i]))
            {
                string shapes = string.Join(", ", inputs.ToArray());
                throw new ShapeException($"{Terms[i]} is no number for the inputs {shapes}");
            }
        }

        return values;
    }

    /// <summary><c>[size(0), -1]</c>, as in a picture's heading.</summary>
    public override string ToString() => $"[{string.Join(", ", Terms)}]";

    /// <summary>Enumerates the terms, for <c>foreach</c>.</summary>
    public IEnumerator<ShapeTerm> GetEnumerator() => Terms.GetEnumerator();
}
