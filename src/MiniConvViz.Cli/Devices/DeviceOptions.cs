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

    private readonly Option<bool> _untested = new("--untested")
    {
        Description = "Run on a GPU without its self-test, whatever that found before; for diagnosis.",
    };

    public void AddTo(Command command)
    {
        _device.CompletionSources.Add([.. Device.Names]);
        command.Options.Add(_device);
        command.Options.Add(_threads);
        command.Options.Add(_tf32);
        command.Options.Add(_untested);
    }

    /// <summary>The device that was asked for.</summary>
    /// <param name="words">The command line.</param>
    /// <param name="work">What it is for, where <c>auto</c> may take the <c>cpu</c> for that; else null.</param>
    public Device Open(ParseResult words, DeviceWork? work = null) =>
        UsesTf32(words) ? OpenFloat32(words).WithTensorCores() : OpenFloat32(words, work);

    /// <summary>The device without its tensor cores, whatever was asked for.</summary>
    public Device OpenFloat32(ParseResult words, DeviceWork? work = null)
    {
        DeviceRequest request = new(words.GetRequiredValue(_device))
        {
            Threads = words.GetValue(_threads),
            Work = work,
            IsUntested = words.GetValue(_untested),
            Notice = Terminal.ErrorLine,
        };
        return ProgressDisplay.Run($"opening the device {request.Name}", () => openDevice(request));
    }

    /// <summary>Tensor cores were asked for.</summary>
    public bool UsesTf32(ParseResult words) => words.GetValue(_tf32);
}
