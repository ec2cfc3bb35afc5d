using MiniConvViz.Formats;

namespace MiniConvViz.Networks.Onnx;

/// <summary>The nodes of a graph that must be run, in order.</summary>
internal static class OnnxOrder
{
    /// <summary>The nodes that some outputs depend on, each after those it reads.</summary>
    /// <param name="all">The nodes of a graph, of a branch or of a function.</param>
    /// <param name="outputs">The values to compute.</param>
    /// <param name="isMade">Whether a value is known before any node has run.</param>
    /// <exception cref="UnreadableInputException">
    /// A node reads an undefined value, or the graph has a cycle.
    /// </exception>
    public static OnnxNode[] Needed(
        IReadOnlyList<OnnxNode> all, IEnumerable<string> outputs, Func<string, bool> isMade)
    {
        Dictionary<string, OnnxNode> maker = [];
        foreach (OnnxNode node in all)
        {
            foreach (string output in node.Outputs.Where(name => name.Length > 0))
            {
                if (!maker.TryAdd(output, node))
                {
                    throw node.Error($"defines {Quoted.Name(output)}, which {maker[output]} defines too");
                }
            }
        }

        HashSet<OnnxNode> needed = [];
        Stack<string> wanted = new(outputs);
        while (wanted.TryPop(out string? name))
        {
            if (maker.TryGetValue(name, out OnnxNode? node) && needed.Add(node))
            {
                foreach (string input in node.Inputs.Concat(node.Captured))
                {
                    wanted.Push(input);
                }
            }
        }

        return CheckOrder([.. all.Where(needed.Contains)], maker, isMade);
    }

    /// <summary>ONNX requires the order of the run; in a cycle a node reads a value that is defined later.</summary>
    private static OnnxNode[] CheckOrder(
        OnnxNode[] nodes, Dictionary<string, OnnxNode> maker, Func<string, bool> isMade)
    {
        HashSet<string> made = [];
        foreach (OnnxNode node in nodes)
        {
            foreach (string input in node.Inputs.Where(
                name => name.Length > 0 && !made.Contains(name) && !isMade(name)))
            {
                throw maker.TryGetValue(input, out OnnxNode? later)
                    ? node.Error($"reads {Quoted.Name(input)}, which {later} defines later; the graph has a cycle, "
                        + "or is not in the order that ONNX requires")
                    : node.Error($"reads {Quoted.Name(input)}, which no node, input or initializer defines");
            }

            made.UnionWith(node.Outputs);
        }

        return nodes;
    }
}
