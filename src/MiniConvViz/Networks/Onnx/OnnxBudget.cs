using MiniConvViz.Formats;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Networks.Onnx;

/// <summary>
/// The limits of memory and work for the import of one file, all its nodes together: a few bytes of a hostile graph can
/// cause endless constants, nodes and sums. The limits grow with what the file stores, and are far above what real
/// networks need.
/// </summary>
internal sealed class OnnxBudget
{
    /// <summary>Elements that a graph may compute without stored ones: 32 MiB.</summary>
    private const long AlwaysComputed = 1 << 23;

    /// <summary>Elements that it may compute for each one it stores.</summary>
    private const long MostGrowth = 4;

    /// <summary>Multiplications, or elements read, for constants: about a second.</summary>
    private const long MostWork = 1L << 31;

    /// <summary>Steps of arithmetic with shapes, all nodes together.</summary>
    private const long MostTerms = 1 << 18;

    /// <summary>
    /// Elements that weights of one value may have, as in models whose trained weights were left out to keep the file
    /// small: 0.8 GB. VGG-19 has 144 million.
    /// </summary>
    private const long MostOfOneValue = 200_000_000;

    private long _oneValue = MostOfOneValue;
    private long _elements = AlwaysComputed;
    private long _work = MostWork;
    private long _terms = MostTerms;
    private int _nodes = CheckpointLimits.Names;

    /// <summary>A tensor of the file, which raises the limit of elements.</summary>
    public void Allow(Shape stored) => _elements += MostGrowth * stored.Count;

    /// <summary>Counts a tensor that is computed while the file is imported, and the work for it.</summary>
    /// <exception cref="ShapeException">A limit is exceeded.</exception>
    public void Take(Shape made, long work)
    {
        _elements -= made.Count;
        _work -= work;
        if (_work < 0)
        {
            throw new ShapeException(
                $"takes {work} multiplications before the network is run; the limit is {MostWork} in all");
        }

        if (_elements < 0)
        {
            throw new ShapeException(
                $"computes {made.Count} elements before the network is run; the limit for a file of this size is "
                + $"{AlwaysComputed} in all, and {MostGrowth} for each that it stores");
        }
    }

    /// <summary>Checks the size of a tensor of one value before it is created.</summary>
    /// <exception cref="ShapeException">It is larger than any network's weight.</exception>
    public static void CheckWeight(Shape shape)
    {
        if (shape.Count > MostOfOneValue)
        {
            throw new ShapeException(
                $"has {shape.Count} elements of one value; at most {MostOfOneValue} are supported");
        }
    }

    /// <summary>Counts a weight of one value, which may be transposed once.</summary>
    /// <exception cref="ShapeException">A limit is exceeded, or there is no memory for it.</exception>
    public void TakeWeight(Shape shape)
    {
        _oneValue -= shape.Count;
        if (_oneValue < 0)
        {
            throw new ShapeException($"has a weight of one value; all such weights exceed {MostOfOneValue} elements");
        }

        long bytes = 2L * sizeof(float) * shape.Count;
        if (!MemoryRoom.Has(bytes))
        {
            throw new ShapeException($"has a weight of one value that needs {MemoryRoom.Text(bytes)} of memory");
        }

        _elements += shape.Count;
    }

    /// <summary>Counts a node of the network.</summary>
    /// <exception cref="ShapeException">There are too many.</exception>
    public void TakeNode() => TakeNodes(1);

    /// <summary>Counts several nodes: those of a branch or a function, for each node that it replaces.</summary>
    /// <exception cref="ShapeException">There are too many.</exception>
    public void TakeNodes(int count)
    {
        _nodes -= count;
        if (_nodes < 0)
        {
            throw new ShapeException($"makes a network of more than {CheckpointLimits.Names} nodes");
        }
    }

    /// <summary>Counts the steps of integers that follow from shapes.</summary>
    /// <exception cref="ShapeException">There are too many.</exception>
    public void Take(IReadOnlyList<ShapeTerm> terms)
    {
        _terms -= terms.Sum(term => term.Size);
        if (_terms < 0)
        {
            throw TooManyTerms();
        }
    }

    /// <summary>Whether a list of integers that follow from shapes may have that many; none is made yet.</summary>
    /// <exception cref="ShapeException">There are more than all nodes together may have.</exception>
    public static void CheckTerms(Shape list)
    {
        if (list.Count > MostTerms)
        {
            throw TooManyTerms();
        }
    }

    private static ShapeException TooManyTerms() =>
        new($"computes with shapes; all such nodes together take more than {MostTerms} steps");

    /// <summary>Multiplications, or elements read, for one run of an operator.</summary>
    public static long WorkOf(Operator @operator, ReadOnlySpan<Shape> inputs, Shape output)
    {
        long window = @operator switch
        {
            LocalResponseNorm norm => Math.Min(norm.Size, inputs[0].Channels),
            { Window: Window slides } => Math.Min((long)slides.Kernel.Y * slides.Kernel.X, int.MaxValue),
            _ => 1,
        };
        long read = 0;
        foreach (Shape input in inputs)
        {
            read += input.Count;
        }

        long steps = @operator is RecurrentOperator layer ? layer.StepWork(inputs) : 0;
        return Math.Max(@operator.MultiplyAdds(inputs), (output.Count * window) + read) + steps;
    }
}
