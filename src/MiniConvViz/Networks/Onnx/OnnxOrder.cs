using MiniConvViz.Formats;

namespace MiniConvViz.Networks.Onnx;

/// <summary>Which nodes of a graph have to be run, in an order in which they can be.</summary>
internal static class OnnxOrder
{
    /// <summary>The nodes that some outputs depend on, each after those it reads.</summary>
    /// <param name="all">The nodes of a graph, of a branch or of a function.</param>
    /// <param name="outputs">The values that are wanted.</param>
    /// <param name="isMade">Whether a value is there before any node has run.</param>
    /// <exception cref="UnreadableInputException">
    /// A node reads what nothing makes, or nodes wait for each other.
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
                    throw node.Error($"makes {Quoted.Name(output)}, which {maker[output]} makes too");
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

    /// <summary>ONNX asks for the order the graph is run in; a cycle shows as a node that comes too early.</summary>
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
                    ? node.Error($"reads {Quoted.Name(input)}, which {later} makes only later; the graph has a cycle, "
                        + "or is not in the order that ONNX asks for")
                    : node.Error($"reads {Quoted.Name(input)}, which no node, input or initializer makes");
            }

            made.UnionWith(node.Outputs);
        }

        return nodes;
    }
}
