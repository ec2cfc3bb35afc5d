using MiniConvViz.Execution;
using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Imaging;

/// <summary>
/// A network whose output is another network's input: some packages ship their preprocessing as an ONNX graph of its
/// own (ML.NET's <c>DnnImageFeaturizer</c> does, beside ResNet-18).
/// </summary>
public sealed class PreparingNetwork : IDisposable
{
    private readonly Session _session;

    /// <param name="network">The graph: one input, which a picture fits, and one output.</param>
    /// <param name="device">What computes it.</param>
    /// <exception cref="NetworkException">The graph takes no picture.</exception>
    public PreparingNetwork(Network network, Device device)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (network.Inputs.Count != 1 || network.Card.Channels is not (1 or 3))
        {
            throw new NetworkException(
                $"{network.Name} takes no picture but {string.Join(", ", network.ExampleShapes)}; a graph that "
                + "prepares pictures takes [N,C,H,W] or [N,H,W,C] of 1 or 3 channels");
        }

        _session = new Session(network, device);
    }

    /// <summary>The file's name, without its extension.</summary>
    public string Name => _session.Network.Name;

    /// <summary>The graph.</summary>
    public Network Graph => _session.Network;

    /// <summary>
    /// How pictures are handed to a graph: as its input's shape asks for it, and as bytes, 0 to 255, neither scaled nor
    /// normalised, which is what it is there for.
    /// </summary>
    public Preprocessing Picture
    {
        get
        {
            Preprocessing usual = Preprocessing.For(Graph.Card);
            return usual with
            {
                Range = byte.MaxValue,
                Mean = [.. usual.Mean.Select(_ => 0f)],
                Std = [.. usual.Std.Select(_ => 1f)],
                Network = this,
            };
        }
    }

    /// <summary>Computes a network's input out of pictures; several threads may ask, one after the other.</summary>
    /// <exception cref="UnreadableInputException">The graph does not take them.</exception>
    public Tensor Run(Tensor pictures)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        try
        {
            return _session.Run(pictures);
        }
        catch (NetworkException problem)
        {
            throw new UnreadableInputException($"{Name}: {problem.Message}", problem);
        }
    }

    /// <summary>Releases the network's buffers.</summary>
    public void Dispose() => _session.Dispose();
}
