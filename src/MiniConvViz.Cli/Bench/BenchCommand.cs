using System.CommandLine;
using MiniConvViz.Execution;
using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Cli;

/// <summary><c>bench</c>: measures how fast a network runs, as a whole and node by node.</summary>
internal static class BenchCommand
{
    private const string Help =
        """
        Time a network: median and minimum milliseconds, GFLOP/s (two operations per multiply-add), peak memory.
        The input is random; warm-up runs are not counted.

        Examples:
          miniconvviz bench --model fashion-resnet --per-node
          miniconvviz bench --model resnet18 --random-weights 1 --input-shape 8,3,224,224 --threads 2
          miniconvviz bench --model vgg16 --random-weights 1 --taps kind:Conv2d --runs 50
          miniconvviz bench --model net.onnx --device cuda --json
          miniconvviz bench --model resnet18 --random-weights 1 --device cuda --tune --per-node
        """;

    public static Command Create(OpenDevice openDevice)
    {
        ModelOptions model = new();
        InputShapeOption shape = new();
        DeviceOptions device = new(openDevice);
        BenchOptions options = new();
        ExactOption exact = new();
        Command command = new("bench", Help);
        model.AddTo(command, takesRandomWeights: true);
        shape.AddTo(command);
        device.AddTo(command);
        options.AddTo(command);
        exact.AddTo(command);
        command.SetAction(words =>
        {
            Device opened = device.Open(words);
            Network network = model.Load(words, shape.GivenOf).Network;
            Shape[] shapes = shape.ShapesOf(words, network);

            // As in inspect, a network that cannot run is refused before an input is allocated.
            _ = CpuOutline.Of(network, shapes);
            using Interruption interruption = new();
            BenchJob job = new(network, opened, shapes)
            {
                Stop = interruption.Stop,
                Runs = options.RunsOf(words),
                Tapped = options.TappedOf(words, network),
                PerNode = options.IsPerNode(words),
                Exact = exact.IsGiven(words),
                Tune = options.IsTuned(words, opened),
                AllowsGraphs = options.AllowsGraphs(words),
            };
            bool isComplete = ProgressDisplay.Run(job, job.Run);
            if (job.Times.Count == 0)
            {
                return interruption.End(job.Done, job.Total, "run");
            }

            BenchSummary summary = BenchSummary.Of(job);
            options.Figures.Print(
                words, summary, BenchSummaryJson.Default.BenchSummary, isWide => BenchTable.Print(summary, isWide));
            return isComplete ? ExitCode.Done : interruption.End(job.Done, job.Total, "run");
        });
        return command;
    }
}
