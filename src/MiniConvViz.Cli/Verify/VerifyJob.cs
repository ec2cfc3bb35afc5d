using MiniConvViz.Analysis;
using MiniConvViz.Execution;
using MiniConvViz.Imaging;
using MiniConvViz.Tensors;

namespace MiniConvViz.Cli;

/// <summary>Compares a network with a reference, and draws the worst layers where a report is requested.</summary>
internal sealed class VerifyJob(LoadedModel model, ReferenceFile reference, Device device) : IProgressSource
{
    private const int MostPictured = 6;

    private readonly PriorityQueue<(NodeVerdict Verdict, Tensor Ours, Tensor Theirs), (Verdict, double)> _worst = new();

    public required IReadOnlyList<string> Layers { get; init; }

    public required bool Isolate { get; init; }

    public bool PriceTf32 { get; init; }

    public required IReadOnlyList<PreparedInput> Image { get; init; }

    /// <summary>The folder to write the report to, or null for none.</summary>
    public required string? Report { get; init; }

    /// <summary>Stops the comparison at the next node.</summary>
    public CancellationToken Stop { get; init; }

    public LoadedModel Model => model;

    public ReferenceFile Reference => reference;

    public Device Device => device;

    public string Doing => "comparing";

    public int Done { get; private set; }

    public int Total => model.Network.Nodes.Count;

    /// <summary>The origin of the reference: <c>PyTorch 2.6.0, cpu, 4 threads</c>.</summary>
    public string Author => string.Join(", ", new[]
    {
        About("torch", "PyTorch {0}"), About("device", "{0}"), About("threads", "{0} threads"),
    }.Where(text => text.Length > 0));

    public Verification Run()
    {
        Verifier verifier = new(model.Network, reference, device)
        {
            Layers = Layers,
            Isolate = Isolate,
            PriceTf32 = PriceTf32,
            Image = Image,
            Stop = Stop,
        };
        verifier.Compared += Keep;
        Verification result = verifier.Run();
        if (Report is string folder)
        {
            Write(folder, result);
        }

        return result;
    }

    private string About(string key, string format) =>
        reference.About(key) is { Length: > 0 } text ? string.Format(null, format, text) : "";

    private void Keep(NodeVerdict verdict, Tensor ours, Tensor theirs)
    {
        Done++;
        if (Report is null)
        {
            return;
        }

        int severity = verdict.Verdict == Verdict.NotJudged ? 0 : (int)verdict.Verdict;
        double excess = verdict.Worst is WorstElement worst
            ? Math.Abs((double)worst.Got - worst.Expected) / worst.Bound
            : 0;
        double priority = double.IsInfinity(verdict.MaxDifference) ? double.PositiveInfinity
            : double.IsNaN(excess) ? 0 : excess;
        _worst.Enqueue((verdict, ours, theirs), ((Verdict)severity, priority));
        if (_worst.Count > MostPictured)
        {
            _worst.Dequeue();
        }
    }

    private void Write(string path, Verification result)
    {
        using RunFolder run = new("--html", path);
        ReportFolder folder = new(path, run);
        folder.Claim("index.html");
        Dictionary<string, IReadOnlyList<ReportPicture>> pictures = [];
        foreach (((NodeVerdict verdict, Tensor ours, Tensor theirs), _) in _worst.UnorderedItems)
        {
            string name = verdict.Node.Name;
            pictures[name] =
            [
                .. ComparisonPictures.Draw(verdict, ours, theirs)
                    .Select(drawn => folder.Save($"{name}.{drawn.Title}", drawn.Title, drawn.Picture)),
            ];
        }

        ComparisonReport.Write(Path.Combine(path, "index.html"), new ComparisonRun
        {
            Model = model.Network.Name,
            Weights = Path.GetFileName(model.WeightsFile),
            Device = device.ToString(),
            Reference = $"{Path.GetFileName(reference.Path)} {(Author.Length > 0 ? $"({Author})" : "")}",
            Result = result,
            Pictures = pictures,
        });
    }
}
