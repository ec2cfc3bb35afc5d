using MiniConvViz.Execution;
using MiniConvViz.Taps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Cli;

/// <summary>
/// Runs a network on inputs, one after the other, and writes the tapped activations of each; the next input is read
/// while the network runs. Of several inputs, those that cannot be read are left out.
/// </summary>
internal sealed class ExportJob(
    LoadedModel model, Device device, ActivationFormat format, IReadOnlyList<RunTarget> targets) : IProgressSource
{
    private const string InputKey = "input";

    private readonly List<ExportedFile> _written = [];
    private bool _isRepetitionSaid;

    /// <summary>The nodes to keep: names, globs or kinds.</summary>
    public required IReadOnlyList<string> Layers { get; init; }

    /// <inheritdoc cref="Session.Exact"/>
    public required bool Exact { get; init; }

    /// <summary>Stops the job at the network's next step or the next input.</summary>
    public CancellationToken Stop { get; init; }

    public string Doing => "exporting";

    public int Done => _written.Count + Failures.Count;

    public int Total => targets.Count;

    public int? Images => Done;

    /// <summary>A line for each input that could not be read.</summary>
    public IReadOnlyList<string> Failures { get; private set; } = [];

    /// <summary>Exports all with one session, and returns what was written.</summary>
    public IReadOnlyList<ExportedFile> Run()
    {
        using Session session = new(model.Network, device) { Exact = Exact, Stop = Stop };
        using Tap tap = session.Tap(Layers);
        InputQueue queue = new(targets);
        try
        {
            while (!Stop.IsCancellationRequested && queue.Peek() is not null)
            {
                ReadyInput input = queue.Take(1)[0];
                queue.ReadAhead(1);
                Export(session, tap, input);
                Failures = [.. queue.Failures.Select(problem => problem.Message)];
            }
        }
        catch (OperationCanceledException) when (Stop.IsCancellationRequested)
        {
            // The files of the inputs before this one are complete.
        }

        Failures = [.. queue.Failures.Select(problem => problem.Message)];
        return _written;
    }

    private void Export(Session session, Tap tap, ReadyInput input)
    {
        List<KeyValuePair<string, Tensor>> tensors = Run(session, tap, input);
        RunTarget target = input.Target;

        // A root has no parent; that it is a folder is reported when the file is written.
        if (Path.GetDirectoryName(target.Path) is string folder)
        {
            FilePath.MakeFolder("--out", folder);
        }

        format.Write(target.Path, tensors, Facts(session, tap, target.Source));
        _written.Add(new ExportedFile(target.Source.Name, target.Path, tensors.Count));
    }

    /// <summary>
    /// The input and its tapped activations. Each input is run alone; where it is repeated, for a network with a fixed
    /// batch size, a note is written the first time.
    /// </summary>
    private List<KeyValuePair<string, Tensor>> Run(Session session, Tap tap, ReadyInput input)
    {
        IReadOnlyList<Tensor> inputs = input.Input.Tensors;
        int? size = FixedBatch.Of(session.Network, input.Shapes);
        if (size is int repeated && !_isRepetitionSaid)
        {
            _isRepetitionSaid = true;
            Terminal.ErrorLine(FixedBatch.Note(session.Network, repeated));
        }

        _ = session.Run(size is int count ? ReadyInput.Repeated(inputs, count) : inputs);
        List<KeyValuePair<string, Tensor>> tensors =
        [
            .. tap.Activations.Select(activation => KeyValuePair.Create(
                activation.Name, size is int n ? FixedBatch.First(activation.Values, n, 1) : activation.Values)),
        ];
        if (tensors.All(pair => pair.Key != InputKey))
        {
            tensors.Insert(0, KeyValuePair.Create(InputKey, inputs[0]));
        }

        return tensors;
    }

    private Dictionary<string, string> Facts(Session session, Tap tap, IInputSource source)
    {
        Dictionary<string, string> facts = new()
        {
            ["model"] = session.Network.Name,
            ["weights"] = Path.GetFileName(model.WeightsFile),
            ["image"] = source.Name,
            ["device"] = session.Device.ToString(),
        };
        string[] last = [.. tap.Nodes.Where(node => node.ChannelsAreLast).Select(node => node.Name)];
        if (last.Length > 0)
        {
            facts["channelsLast"] = string.Join(", ", last);
        }

        if (session.Network.MissingSummary is { Length: > 0 } missing)
        {
            facts["missing"] = missing;
        }

        return facts;
    }
}
