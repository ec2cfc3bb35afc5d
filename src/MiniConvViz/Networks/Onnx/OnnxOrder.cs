using MiniConvViz.Formats;
using MiniConvViz.Formats.Onnx;

namespace MiniConvViz.Networks.Onnx;

/// <summary>Which nodes of a graph have to be run, in an order in which they can be.</summary>
internal static class OnnxOrder
{
    /// <summary>The nodes that the graph's outputs depend on, each behind those it reads.</summary>
    /// <exception cref="UnreadableInputException">
    /// A node reads what nobody makes, or nodes wait for each other.
    /// </exception>
    public static OnnxNode[] Needed(OnnxFile file)
    {
        OnnxNode[] all = [.. file.Nodes.Select(message => new OnnxNode(file, message))];
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
        Stack<string> wanted = new(file.Outputs.Select(output => output.Name));
        while (wanted.TryPop(out string? name))
        {
            if (maker.TryGetValue(name, out OnnxNode? node) && needed.Add(node))
            {
                foreach (string input in node.Inputs)
                {
                    wanted.Push(input);
                }
            }
        }

        return CheckOrder(file, [.. all.Where(needed.Contains)], maker);
    }

    /// <summary>ONNX asks for the order the graph is run in; a cycle shows as a node that comes too early.</summary>
    private static OnnxNode[] CheckOrder(OnnxFile file, OnnxNode[] nodes, Dictionary<string, OnnxNode> maker)
    {
        HashSet<string> made = [.. file.Initializers.Keys, .. file.Inputs.Select(input => input.Name)];
        foreach (OnnxNode node in nodes)
        {
            foreach (string input in node.Inputs.Where(name => name.Length > 0 && !made.Contains(name)))
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
