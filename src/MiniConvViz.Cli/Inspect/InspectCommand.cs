using System.CommandLine;
using System.Text.Json;
using MiniConvViz.Formats;
using MiniConvViz.Networks;
using Spectre.Console;

namespace MiniConvViz.Cli;

/// <summary><c>inspect</c>: nodes, shapes, parameters, multiply-adds, receptive fields.</summary>
internal static class InspectCommand
{
    public static Command Create()
    {
        ModelOptions model = new();
        InputShapeOption inputShape = new();
        Option<bool> json = new("--json") { Description = "Print JSON for programs." };
        Command command = new(
            "inspect",
            """
            List a network's nodes: names, operators, shapes, parameters, multiply-adds, receptive fields.
            With --weights alone: the tensors of the checkpoint, and the model they fit.

            Examples:
              miniconvviz inspect --model fashion-resnet
              miniconvviz inspect --model resnet18 --input-shape 1,3,375,500
              miniconvviz inspect --model vgg16 --weights vgg16.pth --json
              miniconvviz inspect --weights unknown.pth
            """);
        model.AddTo(command);
        inputShape.AddTo(command);
        command.Options.Add(json);
        command.SetAction(words =>
        {
            if (!model.IsPartial(words) && model.BareCheckpoint(words) is StateDict checkpoint)
            {
                Tell(CheckpointInspection.Of(checkpoint), words.GetValue(json));
                return ExitCode.Done;
            }

            Network network = model.LoadOrDescribe(words, inputShape.GivenOf);
            Tell(Inspection.Of(network, inputShape.ShapesOf(words, network)), words.GetValue(json));
            return ExitCode.Done;
        });
        return command;
    }

    private static void Tell(Inspection inspection, bool asJson)
    {
        if (asJson)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(inspection, InspectionJson.Default.Inspection));
        }
        else
        {
            Print(inspection);
        }
    }

    private static void Tell(CheckpointInspection inspection, bool asJson)
    {
        if (asJson)
        {
            Console.Out.WriteLine(
                JsonSerializer.Serialize(inspection, CheckpointInspectionJson.Default.CheckpointInspection));
        }
        else
        {
            Print(inspection);
        }
    }

    private static void Print(CheckpointInspection inspection)
    {
        Table table = ConsoleTable.Create("tensor", "type", "shape", "");
        foreach (InspectedTensor tensor in inspection.Tensors)
        {
            table.AddRow(
                ConsoleTable.Cell(tensor.Name),
                tensor.Type,
                ConsoleTable.Cell($"[{string.Join(",", tensor.Shape)}]"),
                tensor.SharedWith is string other ? ConsoleTable.Cell($"shares its numbers with {other}") : "");
        }

        ConsoleTable.Write(table);
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
            + $"{inspection.Tensors.Count} tensors, {inspection.Numbers:N0} numbers; "
            + (inspection.Models.Count > 0 ? $"fits {string.Join(", ", inspection.Models)}"
                : "fits no model of the zoo" + (near.Length > 0 ? $"; near it are {near}" : "")));
        if (inspection.Export.Count > 0)
        {
            Terminal.Line("any network comes as ONNX, in Python:");
        }

        foreach (string line in inspection.Export)
        {
            Terminal.Line(line);
        }
    }

    private static void Print(Inspection inspection)
    {
        Table table = ConsoleTable.Create(
            "#", "node", "operator", "output", "parameters", "multiply-adds", "sees", "cpu");
        foreach (TableColumn number in table.Columns.Skip(3).SkipLast(1))
        {
            number.RightAligned();
        }

        foreach (InspectedNode node in inspection.Nodes)
        {
            table.AddRow(
                $"{node.Index}",
                ConsoleTable.Cell(node.Name),
                ConsoleTable.Cell(node.Operator),
                ConsoleTable.Cell($"[{string.Join(",", node.Shape)}]"),
                node.Parameters == 0 ? "" : $"{node.Parameters:N0}",
                node.MultiplyAdds == 0 ? "" : $"{node.MultiplyAdds:N0}",
                node.ReceptiveField,
                ConsoleTable.Cell(node.Cpu));
        }

        ConsoleTable.Write(table);
        foreach ((string algorithm, string explanation) in inspection.Algorithms)
        {
            Terminal.Line($"{algorithm}: {explanation}");
        }

        Terminal.Line(
            $"{inspection.Model}: {inspection.Nodes.Count} nodes, {inspection.Parameters:N0} parameters, "
            + $"{inspection.MultiplyAdds:N0} multiply-adds for an input [{string.Join(",", inspection.Input)}]");
    }
}
