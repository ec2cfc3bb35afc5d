namespace MiniConvViz.Cli;

/// <summary>The output of <c>inspect</c> as a table: a row per node, or per tensor of a checkpoint.</summary>
internal static class InspectTable
{
    public static void Print(CheckpointInspection inspection, bool isWide)
    {
        ConsoleTable table = new(
            new ConsoleColumn("tensor", ColumnKind.Name, 1),
            new ConsoleColumn("type", ColumnKind.Text, 3),
            new ConsoleColumn("shape", ColumnKind.Shape, 2),
            new ConsoleColumn("remark", ColumnKind.Name, 4));
        foreach (InspectedTensor tensor in inspection.Tensors)
        {
            table.AddRow(
                tensor.Name,
                tensor.Type,
                $"[{string.Join(",", tensor.Shape)}]",
                tensor.SharedWith is string other ? $"shares its values with {other}" : "");
        }

        table.Write(isWide);
        foreach ((string name, string value) in inspection.Beside)
        {
            Terminal.Line($"{PrintableText.Of(name)}: {PrintableText.Of(value)}");
        }

        foreach (string note in inspection.Notes)
        {
            Terminal.Line(note);
        }

        string near = string.Join(", ", inspection.Near.Select(near => $"{near.Model} ({near.AgreeingTensors} agree)"));
        Terminal.Line(
            $"{inspection.Weights} ({inspection.Format}): "
            + $"{Counted.Of(inspection.Tensors.Count, "tensor")}, {inspection.Numbers:N0} values; "
            + (inspection.Models.Count > 0 ? $"fits {string.Join(", ", inspection.Models)}"
                : "fits no model of the zoo" + (near.Length > 0 ? $"; near it are {near}" : "")));
        if (inspection.Export.Count > 0)
        {
            Terminal.Line("any network can be exported to ONNX, in Python:");
        }

        foreach (string line in inspection.Export)
        {
            Terminal.Verbatim(line);
        }
    }

    public static void Print(Inspection inspection, bool isWide)
    {
        ConsoleTable table = new(
            new ConsoleColumn("#", ColumnKind.Number, 6),
            new ConsoleColumn("node", ColumnKind.Name, 1),
            new ConsoleColumn("operator", ColumnKind.Text, 5),
            new ConsoleColumn("output", ColumnKind.Shape, 2),
            new ConsoleColumn("parameters", ColumnKind.Number, 3),
            new ConsoleColumn("multiply-adds", ColumnKind.Number, 4),
            new ConsoleColumn("sees", ColumnKind.Number, 7),
            new ConsoleColumn("cpu", ColumnKind.Text, 8));
        foreach (InspectedNode node in inspection.Nodes)
        {
            table.AddRow(
                $"{node.Index}",
                node.Name,
                node.Operator,
                $"[{string.Join(",", node.Shape)}]",
                node.Parameters == 0 ? "" : $"{node.Parameters:N0}",
                node.MultiplyAdds == 0 ? "" : $"{node.MultiplyAdds:N0}",
                node.ReceptiveField,
                node.Cpu);
        }

        table.Write(isWide);
        foreach ((string algorithm, string explanation) in inspection.Algorithms)
        {
            Terminal.Line($"{algorithm}: {explanation}");
        }

        Terminal.Line(
            $"{inspection.Model}: {Counted.Of(inspection.Nodes.Count, "node")}, {inspection.Parameters:N0} parameters, "
            + $"{inspection.MultiplyAdds:N0} multiply-adds for an input [{string.Join(",", inspection.Input)}]");
    }
}
