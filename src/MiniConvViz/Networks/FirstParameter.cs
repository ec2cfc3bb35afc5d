using MiniConvViz.Tensors;

namespace MiniConvViz.Networks;

/// <summary>
/// Finds the name of the first parameter that an architecture requests, and stops the construction there.
/// </summary>
internal sealed class FirstParameter : IParameterSource
{
    private string _name = "";

    /// <summary>The name: <c>conv1.weight</c>, <c>features.0.weight</c>.</summary>
    public static string Of(Architecture architecture)
    {
        FirstParameter first = new();
        try
        {
            _ = architecture.Build(first, architecture.Classes);
        }
        catch (NetworkException) when (first._name.Length > 0)
        {
            // Expected: the construction was stopped.
        }

        return first._name;
    }

    /// <inheritdoc/>
    public Tensor Get(string name, Shape shape)
    {
        _name = name;
        throw new NetworkException("the first parameter is known");
    }

    /// <inheritdoc/>
    public void Finish(string network)
    {
    }
}
