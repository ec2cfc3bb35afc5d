namespace MiniConvViz.Execution;

/// <summary>The ways in which a GPU can compute one step of a plan, where there are several.</summary>
/// <param name="Layer">The step's sizes in words: layers of the same words take equally long.</param>
/// <param name="Fitting">The forms that fit, of the operator's own enumeration.</param>
/// <param name="Expected">The one that is expected to be the fastest.</param>
internal sealed record GpuForms(string Layer, IReadOnlyList<Enum> Fitting, Enum Expected);
