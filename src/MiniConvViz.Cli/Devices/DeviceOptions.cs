using System.CommandLine;
using MiniConvViz.Execution;

namespace MiniConvViz.Cli;

/// <summary>The options that choose the device, shared by all commands that run a network.</summary>
internal sealed class DeviceOptions(OpenDevice openDevice)
{
    private const int MostThreads = 1024;

    private readonly Option<string> _device = new("--device", "-d")
    {
        Description = $"{string.Join(", ", Device.Names)}; 'miniconvviz devices' lists those of this machine.",
        HelpName = "NAME",
        DefaultValueFactory = _ => "auto",
    };

    private readonly Option<int?> _threads = WholeNumber.Option(
        "--threads", MostThreads, "Threads of the cpu device; left out, all cores.");

    private readonly Option<bool> _tf32 = new("--tf32")
    {
        Description = "Convolve on tensor cores, rounded to TF32; NVIDIA GPUs from compute capability 8.0 on; verify "
            + "measures the error, on any device.",
    };

    private readonly Option<bool> _untested = new("--untested")
    {
        Description = "Use a GPU without its self-test; even one that failed it before; for diagnosis.",
    };

    public void AddTo(Command command)
    {
        _device.CompletionSources.Add([.. Device.Names]);
        command.Options.Add(_device);
        command.Options.Add(_threads);
        command.Options.Add(_tf32);
        command.Options.Add(_untested);
    }

    /// <summary>Opens the device that the options name.</summary>
    /// <param name="words">The command line.</param>
    /// <param name="work">The work, where <c>auto</c> may choose <c>cpu</c> for little of it; otherwise null.</param>
    public Device Open(ParseResult words, DeviceWork? work = null) =>
        UsesTf32(words) ? OpenFloat32(words).WithTensorCores() : OpenFloat32(words, work);

    /// <summary>Opens the device without its tensor cores, even where <c>--tf32</c> is given.</summary>
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

    /// <summary>Whether <c>--tf32</c> is given.</summary>
    public bool UsesTf32(ParseResult words) => words.GetValue(_tf32);
}
