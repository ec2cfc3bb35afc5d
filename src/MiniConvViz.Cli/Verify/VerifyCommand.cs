using System.CommandLine;
using MiniConvViz.Analysis;
using MiniConvViz.Execution;

namespace MiniConvViz.Cli;

/// <summary><c>verify</c>: compares every node with PyTorch's activations, by bounds on rounding errors.</summary>
internal static class VerifyCommand
{
    private const string Help =
        """
        Compare every node with what PyTorch computed there, and explain the first divergence.
        A node is within rounding, suspicious or wrong by a bound computed for each value, not by a tolerance.
        Exit code 0: nothing is wrong; 1: values differ.

        Examples:
          python3 dump_reference.py --model resnet18 --weights resnet18.pth --image cat.jpg --out cat.safetensors
          miniconvviz verify --model resnet18 --weights resnet18.pth --reference cat.safetensors
          miniconvviz verify --weights resnet18.pth --reference cat.safetensors --image cat.jpg --html cat
          miniconvviz verify --model net.onnx --reference net.safetensors
          miniconvviz verify --weights resnet18.pth --reference cat.safetensors --tf32
          miniconvviz verify --onnx-test onnx/backend/test/data/node/test_relu
        """;

    public static Command Create(OpenDevice openDevice)
    {
        ModelOptions model = new();
        RunOptions run = new(openDevice);
        VerifyOptions options = new();
        Command command = new("verify", Help);
        model.AddTo(command);
        run.AddTo(command);
        options.AddTo(command);
        command.SetAction(words =>
        {
            bool isolate = options.IsIsolated(words);
            if (words.GetValue(options.OnnxTest) is string folder)
            {
                string path = FilePath.Of("--onnx-test", folder);
                return OnnxTest(path, run.OpenDevice(words), options.Figures, words);
            }

            // Verdicts are about float32; the error of TF32 is a column of its own.
            Device device = run.OpenFloat32Device(words);
            LoadedModel loaded = model.Load(words);
            ReferenceFile reference = ProgressDisplay.Run("reading the reference", () => options.ReferenceOf(words));
            using Interruption interruption = new();
            VerifyJob job = new(loaded, reference, device)
            {
                Stop = interruption.Stop,
                PriceTf32 = run.UsesTf32(words),
                Layers = run.LayersOf(words, loaded.Network, withConstants: true),
                Isolate = isolate,
                Image = options.ImageOf(words, loaded.Network, reference),
                Report = options.ReportOf(words),
            };
            Verification result = ProgressDisplay.Run(job, job.Run);
            VerifySummary summary = VerifySummary.Of(job, result);
            options.Figures.Print(
                words,
                summary,
                VerifySummaryJson.Default.VerifySummary,
                isWide => VerifyTable.Print(summary, result, isWide));
            return interruption.IsRequested ? interruption.End(job.Done, job.Total, "node", summary.Report)
                : result.Count(Verdict.Wrong) > 0 ? ExitCode.NumbersDiffer : ExitCode.Done;
        });
        return command;
    }

    private static int OnnxTest(string folder, Device device, FigureOptions figures, ParseResult words)
    {
        OnnxTestSummary summary = ProgressDisplay.Run(
            "running ONNX's backend test", () => OnnxTestSummary.Of(folder, device));
        figures.Print(words, summary, OnnxTestSummaryJson.Default.OnnxTestSummary, summary.Print);
        return summary.Passed == summary.Outputs.Count ? ExitCode.Done : ExitCode.NumbersDiffer;
    }
}
