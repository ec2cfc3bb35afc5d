using MiniConvViz.Formats.Onnx;
using MiniConvViz.Tensors;

namespace MiniConvViz.Networks.Onnx;

/// <summary>
/// Turns an ONNX file into a network. Where axes of its inputs are open, several sizes are tried until the network
/// accepts one.
/// </summary>
internal static class OnnxImport
{
    /// <summary>Imports a graph.</summary>
    /// <param name="file">The content of the file.</param>
    /// <param name="constantInputs">Inputs that have the same values in every run; integers that determine shapes must
    /// be among them.</param>
    /// <param name="given">Returns the shapes of the first real inputs; called only where axes are open.</param>
    /// <param name="strict">Whether a file is refused if any of its nodes cannot be computed.</param>
    /// <param name="computed">Called at the end for every value of the main graph that a node computes, with the value's
    /// name in the file.</param>
    /// <exception cref="UnreadableInputException">The graph breaks ONNX's rules; of several sizes that fail, the first
    /// failure is reported.</exception>
    /// <exception cref="UnsupportedModelException">It contains unsupported nodes, all of which are listed, and
    /// <paramref name="strict"/> is true or none of its nodes can be computed.</exception>
    public static Network Run(
        OnnxFile file,
        IReadOnlyDictionary<string, OnnxTensor> constantInputs,
        Func<IReadOnlyList<Shape>>? given,
        bool strict,
        Action<string, Node>? computed = null)
    {
        OnnxBudget budget = new();
        Dictionary<string, OnnxValue> known = [];
        foreach ((string name, OnnxTensor tensor) in file.Initializers.Concat(constantInputs))
        {
            known[name] = OnnxValue.Of(tensor);
            budget.Allow(tensor.Shape);
        }

        UnreadableInputException? first = null;
        int tried = 0;
        foreach (OnnxExample example in OnnxExample.Of(file, given))
        {
            try
            {
                return OnnxImporter.Import(file, known, example, budget, strict, computed);
            }
            catch (UnreadableInputException problem)
            {
                first ??= problem;
                tried++;
            }
        }

        throw tried == 1
            ? first!
            : new UnreadableInputException(
                $"{first!.Message} (the file leaves axes of its inputs open, and no usual size fits)", first);
    }
}
