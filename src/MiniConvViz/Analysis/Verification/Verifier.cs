using MiniConvViz.Execution;
using MiniConvViz.Networks;
using MiniConvViz.Taps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Analysis;

/// <summary>
/// Runs a network on PyTorch's own input and compares every node with PyTorch's value. The criterion is no fixed
/// tolerance but a bound on rounding, computed for every element; <c>docs/fidelity.md</c> has the formulas.
/// </summary>
/// <example>
/// <code>
/// Verifier verifier = new(network, ReferenceFile.Read("reference.safetensors"), Device.Cpu());
/// Verification result = verifier.Run();
/// Console.WriteLine(result.FirstDivergence?.ToString() ?? "as PyTorch");
/// </code>
/// </example>
public sealed class Verifier(Network network, ReferenceFile reference, Device device)
{
    /// <summary>Raised for every compared node with our values and PyTorch's, of the same shape.</summary>
    public event Action<NodeVerdict, Tensor, Tensor>? Compared;

    /// <summary>
    /// Whether every node reads PyTorch's values where the reference has them, so that each is judged by itself.
    /// Otherwise it reads ours, errors accumulate, and the bounds grow with them.
    /// </summary>
    public bool Isolate { get; init; } = true;

    /// <summary>The nodes to judge: names, globs or <c>kind:Conv2d</c>.</summary>
    public IReadOnlyList<string> Layers { get; init; } = ["*"];

    /// <summary>
    /// The image from which the reference's input was computed: first with the network's preprocessing, then
    /// with others that are used by mistake. May be empty.
    /// </summary>
    public IReadOnlyList<PreparedInput> Image { get; init; } = [];

    /// <summary>
    /// Whether the errors by tensor cores are computed, too: <see cref="NodeVerdict.Tf32RelativeL2"/>. On a device with
    /// tensor cores they compute it; on others their rounding is emulated. The verdicts are always those of float32.
    /// </summary>
    public bool PriceTf32 { get; init; }

    /// <summary>Ends the comparison before the next node once it is cancelled: the nodes before it are the result.
    /// </summary>
    public CancellationToken Stop { get; init; }

    /// <summary>Compares the whole network.</summary>
    /// <exception cref="UnreadableInputException">The reference lacks the network's input, or is damaged.</exception>
    /// <exception cref="NetworkException">The network cannot take the reference's input.</exception>
    public Verification Run()
    {
        HashSet<Node> judged = [.. Layers.SelectMany(pattern => NodePattern.Select(network, pattern))];
        VerificationPass pass = new(network, reference, device)
        {
            Isolate = Isolate,
            Judged = judged,
            Image = Image,
            Compared = (verdict, ours, theirs) => Compared?.Invoke(verdict, ours, theirs),
        };
        using (Session session = new(network, device) { SumsOnly = true, Stop = Stop })
        using (session.Edit("*", pass.Judge))
        {
            RunUnlessStopped(session);
        }

        Verification result = pass.Result();
        return PriceTf32 && !Stop.IsCancellationRequested
            ? result with { Nodes = new Tf32Price(network, reference, device, Isolate).AddTo(result.Nodes) }
            : result;
    }

    private void RunUnlessStopped(Session session)
    {
        try
        {
            session.Run(reference.InputsFor(network));
        }
        catch (OperationCanceledException) when (Stop.IsCancellationRequested)
        {
            // The nodes compared so far are the result.
        }
    }
}
