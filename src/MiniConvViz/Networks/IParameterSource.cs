using MiniConvViz.Tensors;

namespace MiniConvViz.Networks;

/// <summary>The source of the learned tensors of a network under construction.</summary>
public interface IParameterSource
{
    /// <summary>
    /// The tensor of that name. A missing one, or one of another shape, is recorded, and <see cref="Finish"/> throws,
    /// so that all problems are reported together; until then any tensor of the right shape replaces it.
    /// </summary>
    Tensor Get(string name, Shape shape);

    /// <summary>
    /// Declares a module whose tensors are needed in training only; the architecture does not request them.
    /// </summary>
    void TrainingOnly(string module)
    {
    }

    /// <summary>Warnings on the requested tensors, a sentence each: values that are NaN or infinite.</summary>
    IReadOnlyList<string> Warnings => [];

    /// <summary>
    /// Names of the last layers' missing tensors, where the network is to end before them; mostly empty.
    /// </summary>
    IReadOnlyCollection<string> Absent => [];

    /// <summary>
    /// Whether any tensor may be absent, not only the last layers': nodes without theirs, and all nodes that depend on
    /// them, are then left out.
    /// </summary>
    bool MayLackAny => false;

    /// <summary>Called when the architecture has requested all parameters.</summary>
    /// <exception cref="NetworkException">The source and the architecture do not fit each other.</exception>
    void Finish(string network);
}
