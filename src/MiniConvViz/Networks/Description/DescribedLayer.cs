namespace MiniConvViz.Networks.Description;

/// <summary>A layer of a description, which can be added to a network.</summary>
/// <param name="Weight">The checkpoint's key of its weight, where it may be a classifier: a convolution or a linear
/// layer; else null.</param>
/// <param name="Outputs">Its output channels or features, where there is a weight.</param>
/// <param name="Add">Adds it after a node; with another number of outputs, where the last argument is not null.</param>
internal sealed record DescribedLayer(string? Weight, int Outputs, Func<NetworkBuilder, Node, int?, Node> Add);
