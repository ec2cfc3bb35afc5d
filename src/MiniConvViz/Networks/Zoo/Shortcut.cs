namespace MiniConvViz.Networks.Zoo;

/// <summary>
/// The layers that change the input of a residual block to the shape of its output, where the two differ.
/// </summary>
/// <param name="net">The network under construction.</param>
/// <param name="name">The block.</param>
/// <param name="x">Its input.</param>
/// <param name="inChannels">Channels of the input.</param>
/// <param name="channels">Channels of the output.</param>
/// <param name="stride">The factor by which the output is smaller.</param>
internal delegate Node Shortcut(NetworkBuilder net, string name, Node x, int inChannels, int channels, int stride);
