namespace MiniConvViz.Steps;

/// <summary>
/// What can be one step of a plan: code for each kind of device whose plans have such a step. Every operator is one
/// (<c>Operator.ToStepCode</c>); a plan makes others of several operators that it fuses.
/// </summary>
internal sealed record StepCode
{
    /// <summary>The plain loops of the reference device.</summary>
    public Action<HostCall>? Reference { get; init; }

    /// <summary>The vector code, for given shapes and layouts.</summary>
    public Func<CpuRequest, CpuForm>? Cpu { get; init; }

    /// <summary>The kernels, for given shapes on a given GPU.</summary>
    public Func<GpuRequest, GpuForms>? Gpu { get; init; }
}
