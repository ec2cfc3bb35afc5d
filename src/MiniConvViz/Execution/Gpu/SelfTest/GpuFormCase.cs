using MiniConvViz.Kernels;

namespace MiniConvViz.Execution;

/// <summary>A form and a layer to test it with.</summary>
/// <param name="Form">The form, of its operator's own enumeration.</param>
/// <param name="Fits">Whether a device can run the layer in this form.</param>
/// <param name="IsChosen">Whether a device runs the layer in this form unless it is excluded.</param>
/// <param name="Run">Runs the layer with operands in the arena, and returns the relative L2 error of its output.</param>
internal sealed record GpuFormCase(
    Enum Form,
    Predicate<GpuAccelerator> Fits,
    Predicate<GpuAccelerator> IsChosen,
    Func<GpuAccelerator, GpuArena, double> Run)
{
    /// <summary>
    /// The form that every other one falls back to; without it the device is unusable. It is the first of each
    /// enumeration.
    /// </summary>
    public static bool IsSimplest(Enum form) =>
        form is Conv2dGpuForm.Naive or LinearGpuForm.Naive or MatMulGpuForm.Naive;
}
