using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Networks;

/// <summary>Records the parameters that an architecture requests.</summary>
internal sealed class RequestedParameters : IParameterSource
{
    public List<(string Name, Shape Shape)> Entries { get; } = [];

    public Tensor Get(string name, Shape shape)
    {
        Entries.Add((name, shape));
        return new Tensor(shape);
    }

    public void Finish(string network)
    {
    }
}
