using MiniConvViz.Tensors;

namespace MiniConvViz.Networks;

/// <summary>Where a network under construction gets its learned tensors from.</summary>
public interface IParameterSource
{
    /// <summary>
    /// The tensor of that name. One that is missing or has another shape is remembered for <see cref="Finish"/>, which
    /// then throws, so that all problems are reported together; until then any tensor of the right shape stands in.
    /// </summary>
    Tensor Get(string name, Shape shape);

    /// <summary>
    /// Below that module there may be tensors that only training needs; the architecture will not ask for them.
    /// </summary>
    void TrainingOnly(string module)
    {
    }

    /// <summary>What is remarkable about the tensors that were asked for, a sentence each: values that are no
    /// numbers.</summary>
    IReadOnlyList<string> Warnings => [];

    /// <summary>
    /// Names of the last layers' tensors that are not there, where the network is to end before them; mostly empty.
    /// </summary>
    IReadOnlyCollection<string> Absent => [];

    /// <summary>
    /// Whether any tensor may be absent, not only the last layers': nodes without theirs, and all that they feed, are
    /// then left out.
    /// </summary>
    bool MayLackAny => false;

    /// <summary>Called when the architecture has asked for everything.</summary>
    /// <exception cref="NetworkException">The source and the architecture do not fit each other.</exception>
    void Finish(string network);
}
