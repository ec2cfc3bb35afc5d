using System.CommandLine;
using MiniConvViz.Formats;
using MiniConvViz.Networks;

namespace MiniConvViz.Cli;

/// <summary><c>inspect</c>: lists nodes, shapes, parameters, multiply-adds, receptive fields.</summary>
internal static class InspectCommand
{
    public static Command Create()
    {
        ModelOptions model = new();
        InputShapeOption inputShape = new();
        FigureOptions figures = new();
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
        figures.AddTo(command);
        command.SetAction(words =>
        {
            if (!model.IsPartial(words) && model.IsCheckpointAlone(words))
            {
                CheckpointInspection tensors = ProgressDisplay.Run(
                    model.ReadingOf(words), () => CheckpointInspection.Of(model.BareCheckpoint(words)!));
                figures.Print(
                    words,
                    tensors,
                    CheckpointInspectionJson.Default.CheckpointInspection,
                    isWide => InspectTable.Print(tensors, isWide));
                return ExitCode.Done;
            }

            Network network = model.LoadOrDescribe(words, inputShape.GivenOf);
            Inspection nodes = ProgressDisplay.Run(
                "inspecting", () => Inspection.Of(network, inputShape.ShapesOf(words, network)));
            figures.Print(words, nodes, InspectionJson.Default.Inspection, isWide => InspectTable.Print(nodes, isWide));
            return ExitCode.Done;
        });
        return command;
    }
}
