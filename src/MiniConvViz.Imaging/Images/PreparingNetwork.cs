using MiniConvViz.Execution;
using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Imaging;

/// <summary>
/// A network whose output is another network's input: some packages contain their preprocessing as an ONNX graph of its
/// own (ML.NET's <c>DnnImageFeaturizer</c> does, beside ResNet-18).
/// </summary>
public sealed class PreparingNetwork : IDisposable
{
    private readonly Session _session;

    /// <param name="network">The graph: one input, which an image fits, and one output.</param>
    /// <param name="device">The device that computes it.</param>
    /// <exception cref="NetworkException">The graph takes no image.</exception>
    public PreparingNetwork(Network network, Device device)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (network.Inputs.Count != 1 || network.Card.Channels is not (1 or 3))
        {
            throw new NetworkException(
                $"{network.Name} takes no image but {string.Join(", ", network.ExampleShapes)}; a graph that "
                + "prepares images takes [N,C,H,W] or [N,H,W,C] of 1 or 3 channels");
        }

        _session = new Session(network, device);
    }

    /// <summary>The file's name, without its extension.</summary>
    public string Name => _session.Network.Name;

    /// <summary>The graph.</summary>
    public Network Graph => _session.Network;

    /// <summary>
    /// The preprocessing before a graph: images of its input's shape, as bytes, 0 to 255, neither scaled nor
    /// normalised, since the graph does that.
    /// </summary>
    public Preprocessing Preprocessing
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

    /// <summary>Computes a network's input from images; calls from several threads run one after the other.</summary>
    /// <exception cref="UnreadableInputException">The graph does not take them.</exception>
    public Tensor Run(Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        try
        {
            return _session.Run(images);
        }
        catch (NetworkException problem)
        {
            throw new UnreadableInputException($"{Name}: {problem.Message}", problem);
        }
    }

    /// <summary>Releases the network's buffers.</summary>
    public void Dispose() => _session.Dispose();
}
