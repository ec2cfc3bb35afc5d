using System.CommandLine;
using MiniConvViz.Execution;
using MiniConvViz.Networks;

namespace MiniConvViz.Cli;

/// <summary><c>statistics</c>: prints statistics of every layer's values over any number of images.</summary>
internal static class StatisticsCommand
{
    private const string Help =
        """
        Statistics of every layer over any number of images: minimum, maximum, mean, standard deviation, share of
        zeros, and the number of dead channels: zero in all images. With --histogram, how the values are
        distributed over the powers of two. With --json, the same of every channel.

        Examples:
          miniconvviz statistics --model fashion-resnet
          miniconvviz statistics --model fashion-lenet --histogram
          miniconvviz statistics --model resnet18 --weights resnet18.pth --image holidays --layers "kind:ReLU"
          miniconvviz statistics --model vgg16 --weights vgg16.pth --image "more/*.jpg" --device cuda --json
        """;

    public static Command Create(OpenDevice openDevice)
    {
        ModelOptions model = new();
        InputOptions input = new();
        RunOptions run = new(openDevice);
        ExactOption exact = new();
        Option<bool> histogram = new("--histogram")
        {
            Description = "Count the values between powers of two.",
        };
        FigureOptions figures = new();
        Command command = new("statistics", Help);
        model.AddTo(command, takesRandomWeights: true);
        input.AddTo(command);
        run.AddTo(command);
        exact.AddTo(command);
        command.Options.Add(histogram);
        figures.AddTo(command);
        command.SetAction(words =>
        {
            Network network = model.Load(words, input.FirstShapesOf).Network;
            IReadOnlyList<IInputSource> sources = input.SourcesOf(words, network);
            Device device = run.OpenDevice(words, Workload.Of(network, sources));
            using Interruption interruption = new();
            StatisticsJob job = new(network, device, run.LayersOf(words, network), words.GetValue(histogram))
            {
                Exact = exact.IsGiven(words),
                Stop = interruption.Stop,
            };
            StatisticsSummary summary = ProgressDisplay.Run(job, () => job.Run(sources));
            figures.Print(
                words,
                summary,
                StatisticsSummaryJson.Default.StatisticsSummary,
                isWide => StatisticsTable.Print(summary, isWide));
            int exitCode = CommandLine.Fail([.. job.Failures]);
            bool isComplete = job.Done + job.Failures.Count == job.Total;
            return isComplete || !interruption.IsRequested ? exitCode
                : interruption.End(job.Done, job.Total, "image");
        });
        return command;
    }
}
