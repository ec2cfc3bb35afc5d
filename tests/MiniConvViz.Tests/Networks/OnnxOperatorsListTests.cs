using System.Text;
using MiniConvViz.Networks.Onnx;

namespace MiniConvViz.Tests.Networks;

/// <summary>The list of ONNX's operators in <c>docs</c> is generated from the importer's tables.</summary>
public sealed class OnnxOperatorsListTests
{
    private const string Write = "MINICONVVIZ_WRITE_DOCS";

    private static readonly string Path = RepositoryFiles.Get("docs", "onnx-operators.md");

    [Test]
    public void List_IsThatOfTheCode()
    {
        string made = Make();
        if (Environment.GetEnvironmentVariable(Write) == "1")
        {
            File.WriteAllText(Path, made);
        }

        Assert.That(
            File.ReadAllText(Path),
            Is.EqualTo(made),
            $"docs/onnx-operators.md differs from the code; generate it again: {Write}=1 dotnet test "
            + "tests/MiniConvViz.Tests --filter OnnxOperatorsListTests");
    }

    private static string Make()
    {
        StringBuilder text = new();
        text.Append("""
            # ONNX's operators

            The operators of the importer's tables (`src/MiniConvViz/Networks/Onnx`). A node whose operator is not
            among these, or is used in an unsupported way, is left out with all nodes that depend on it, and a line on
            stderr names it. This page is generated: a failing `OnnxOperatorsListTests` prints the command.


            """);
        foreach ((string name, OnnxTable table) in OnnxOperators.Groups)
        {
            Append(text, name, table.Keys);
        }

        Append(text, "Graphs inside the graph", ["If", "functions that the file defines"]);
        text.Append(
            "`If` is supported where its condition is known when the file is read, or is the same for every size."
            + "\n\n");
        Append(text, "Only in arithmetic with shapes", OnnxShapeArithmetic.Kinds);
        text.Append(
            "These are supported where they compute with the shapes of tensors; those above are, too.\n");
        return text.ToString();
    }

    private static void Append(StringBuilder text, string heading, IEnumerable<string> kinds)
    {
        string[] names = [.. kinds.Where(IsListedHere).Order(StringComparer.Ordinal)];
        text.Append($"## {heading}\n\n{string.Join(", ", names)}\n\n");

        bool IsListedHere(string kind) => heading != "Only in arithmetic with shapes" || !OnnxOperators.Knows(kind);
    }
}
