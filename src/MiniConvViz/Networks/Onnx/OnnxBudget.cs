using MiniConvViz.Formats;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Networks.Onnx;

/// <summary>
/// What one file may ask for while it is imported, all its nodes together: a few bytes of a hostile graph can ask for
/// endless constants, nodes and sums. The limits grow with what the file stores, and lie far above any real network's.
/// </summary>
internal sealed class OnnxBudget
{
    /// <summary>Numbers that a graph may compute out of nothing: 32 MiB.</summary>
    private const long AlwaysComputed = 1 << 23;

    /// <summary>How many numbers it may make of every one it stores.</summary>
    private const long MostGrowth = 4;

    /// <summary>Multiplications, or numbers looked at, for constants: about a second.</summary>
    private const long MostWork = 1L << 31;

    /// <summary>Steps of arithmetic with shapes.</summary>
    private const long MostTerms = 1 << 20;

    /// <summary>
    /// Numbers that weights of one value may have, as in models whose trained weights were left out to keep the file
    /// small: 0.8 GB. VGG-19 has 144 million.
    /// </summary>
    private const long MostOfOneValue = 200_000_000;

    private long _oneValue = MostOfOneValue;
    private long _numbers = AlwaysComputed;
    private long _work = MostWork;
    private long _terms = MostTerms;
    private int _nodes = CheckpointLimits.Names;

    /// <summary>A tensor of the file: what is made of it may be larger.</summary>
    public void Allow(Shape stored) => _numbers += MostGrowth * stored.Count;

    /// <summary>A tensor that is made while the file is imported, and the work that it takes.</summary>
    /// <exception cref="ShapeException">The file has asked for too much.</exception>
    public void Take(Shape made, long work)
    {
        _numbers -= made.Count;
        _work -= work;
        if (_numbers < 0 || _work < 0)
        {
            throw new ShapeException(
                $"asks for {made.Count} numbers more than a file of this size may compute before it is run: "
                + $"{AlwaysComputed}, and {MostGrowth} for each that it stores");
        }
    }

    /// <summary>Whether a tensor of one value may be asked for; none is made yet.</summary>
    /// <exception cref="ShapeException">It is larger than any network's weight.</exception>
    public static void CheckWeight(Shape shape)
    {
        if (shape.Count > MostOfOneValue)
        {
            throw new ShapeException(
                $"asks for {shape.Count} numbers; at most {MostOfOneValue} of one value are allowed");
        }
    }

    /// <summary>A weight of one value, which may be turned once.</summary>
    /// <exception cref="ShapeException">The file has asked for too many, or there is no memory for them.</exception>
    public void TakeWeight(Shape shape)
    {
        _oneValue -= shape.Count;
        if (_oneValue < 0)
        {
            throw new ShapeException($"is where weights of one value are more than {MostOfOneValue} numbers");
        }

        long bytes = 2L * sizeof(float) * shape.Count;
        if (!MemoryRoom.Has(bytes))
        {
            throw new ShapeException($"has a weight of one value that needs {MemoryRoom.Text(bytes)} of memory");
        }

        _numbers += shape.Count;
    }

    /// <summary>A node of the network.</summary>
    /// <exception cref="ShapeException">The file has asked for too many.</exception>
    public void TakeNode() => TakeNodes(1);

    /// <summary>Several nodes: those of a branch or a function, for each time that it is put in a node's
    /// place.</summary>
    /// <exception cref="ShapeException">The file has asked for too many.</exception>
    public void TakeNodes(int count)
    {
        _nodes -= count;
        if (_nodes < 0)
        {
            throw new ShapeException($"makes a network of more than {CheckpointLimits.Names} nodes");
        }
    }

    /// <summary>Integers that follow from shapes.</summary>
    /// <exception cref="ShapeException">The file has asked for too much.</exception>
    public void Take(IReadOnlyList<ShapeTerm> terms)
    {
        _terms -= terms.Sum(term => term.Size);
        if (_terms < 0)
        {
            throw new ShapeException($"is where the graph has computed with shapes in more than {MostTerms} steps");
        }
    }

    /// <summary>Multiplications, or numbers looked at, for one run of an operator.</summary>
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
