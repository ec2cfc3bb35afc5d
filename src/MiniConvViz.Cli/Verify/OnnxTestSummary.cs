using System.Globalization;
using System.Text.Json.Serialization;
using MiniConvViz.Analysis;
using MiniConvViz.Execution;

namespace MiniConvViz.Cli;

/// <summary>The output of <c>verify --onnx-test</c>, as a table or as JSON.</summary>
internal sealed record OnnxTestSummary(string Folder, string Device, int Passed, IReadOnlyList<OnnxTestOutput> Outputs)
{
    public static OnnxTestSummary Of(string folder, Device device)
    {
        OnnxTestOutput[] outputs = [.. OnnxBackendTest.Run(folder, device).Select(OnnxTestOutput.Of)];
        return new OnnxTestSummary(folder, device.ToString(), outputs.Count(output => output.Passes), outputs);
    }

    public void Print(bool isWide)
    {
        ConsoleTable table = new(
            new ConsoleColumn("output", ColumnKind.Name, 1),
            new ConsoleColumn("expected shape", ColumnKind.Shape, 4),
            new ConsoleColumn("max diff", ColumnKind.Number, 3),
            new ConsoleColumn("verdict", ColumnKind.Shape, 2));
        foreach (OnnxTestOutput output in Outputs)
        {
            ConsoleCell verdict = output.Passes ? new("passes", "green")
                : !output.Shape.SequenceEqual(output.ExpectedShape)
                    ? new($"has the shape [{string.Join(",", output.Shape)}]", "red")
                : new(output.Wrong == 1 ? "1 value differs" : $"{output.Wrong} values differ", "red");
            table.AddRow(
                output.Output,
                $"[{string.Join(",", output.ExpectedShape)}]",
                output.MaxDifference.ToString("0.0e-0", CultureInfo.InvariantCulture),
                verdict);
        }

        table.Write(isWide);
        Terminal.Line(
            $"{Path.GetFileName(Folder)} on {Device}: "
            + $"{Passed} of {Outputs.Count} outputs within 1e-7 + 1e-3 * |expected|");
    }
}

/// <summary>One output of an <see cref="OnnxTestSummary"/>.</summary>
internal sealed record OnnxTestOutput(
    string Output, int[] ExpectedShape, int[] Shape, double MaxDifference, int Wrong, bool Passes)
{
    public static OnnxTestOutput Of(OnnxOutputComparison comparison) => new(
        comparison.Output,
        comparison.Expected.Extents.ToArray(),
        comparison.Shape.Extents.ToArray(),
        comparison.MaxDifference,
        comparison.Wrong,
        comparison.Passes);
}

/// <summary>Writes the summary without reflection; a difference that is not finite is a text.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(OnnxTestSummary))]
internal sealed partial class OnnxTestSummaryJson : JsonSerializerContext;
