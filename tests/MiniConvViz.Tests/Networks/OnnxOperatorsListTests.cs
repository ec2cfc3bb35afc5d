using System.Text;
using MiniConvViz.Networks.Onnx;

namespace MiniConvViz.Tests.Networks;

/// <summary>The list of ONNX's operators in <c>docs</c> is made from the importer's tables.</summary>
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
            $"docs/onnx-operators.md is not what the code says; make it anew: {Write}=1 dotnet test "
            + "tests/MiniConvViz.Tests --filter OnnxOperatorsListTests");
    }

    private static string Make()
    {
        StringBuilder text = new();
        text.Append("""
            # ONNX's operators

            What the importer has an operator for, read off its tables (`src/MiniConvViz/Networks/Onnx`). An operator
            that is not among these, or is used in a way that is not supported, is left out with all that it feeds, and
            a line names it.
            `OnnxOperatorsListTests` compares this page with the code and says how to make it anew.


            """);
        foreach ((string name, OnnxTable table) in OnnxOperators.Groups)
        {
            Append(text, name, table.Keys);
        }

        Append(text, "Graphs within the graph", ["If", "functions that the file defines"]);
        text.Append(
            "`If` takes the branch of a condition that is known when the file is read, or is the same for every size."
            + "\n\n");
        Append(text, "With sizes only", OnnxShapeArithmetic.Kinds);
        text.Append("These compute with the sizes of tensors; those above do, too.\n");
        return text.ToString();
    }

    private static void Append(StringBuilder text, string heading, IEnumerable<string> kinds)
    {
        string[] names = [.. kinds.Where(IsListedHere).Order(StringComparer.Ordinal)];
        text.Append($"## {heading}\n\n{string.Join(", ", names)}\n\n");

        bool IsListedHere(string kind) => heading != "With sizes only" || !OnnxOperators.Knows(kind);
    }
}
