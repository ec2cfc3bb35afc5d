using System.CommandLine;
using MiniConvViz.Execution;

namespace MiniConvViz.Cli;

/// <summary>The words that say what computes, shared by all commands that run a network.</summary>
internal sealed class DeviceOptions(OpenDevice openDevice)
{
    private const int MostThreads = 1024;

    private readonly Option<string> _device = new("--device", "-d")
    {
        Description = $"{string.Join(", ", Device.Names)}; 'miniconvviz devices' tells what this machine has.",
        HelpName = "NAME",
        DefaultValueFactory = _ => "auto",
    };

    private readonly Option<int?> _threads = WholeNumber.Option(
        "--threads", MostThreads, "Threads of the cpu device; left out, all cores.");

    private readonly Option<bool> _tf32 = new("--tf32")
    {
        Description = "Convolve on tensor cores, rounded to TF32 (NVIDIA GPUs, compute capability 8.0 on); "
            + "verify tells what that costs, on any device.",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_device);
        command.Options.Add(_threads);
        command.Options.Add(_tf32);
    }

    public Device Open(ParseResult words) => UsesTf32(words) ? OpenFloat32(words).WithTensorCores() : OpenFloat32(words);

    /// <summary>The device without its tensor cores, whatever was asked for.</summary>
    public Device OpenFloat32(ParseResult words) =>
        openDevice(words.GetRequiredValue(_device), words.GetValue(_threads));

    /// <summary>Tensor cores were asked for.</summary>
    public bool UsesTf32(ParseResult words) => words.GetValue(_tf32);
}
