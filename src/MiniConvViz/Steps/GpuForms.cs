namespace MiniConvViz.Steps;

/// <summary>The forms in which a GPU can compute one step of a plan.</summary>
/// <param name="Layer">The step's sizes in words: layers of the same words take equally long.</param>
/// <param name="Fitting">The forms that fit.</param>
/// <param name="Expected">The one that is expected to be the fastest.</param>
internal sealed record GpuForms(string Layer, IReadOnlyList<GpuForm> Fitting, GpuForm Expected)
{
    /// <summary>The only form that most operators have.</summary>
    public static GpuForms One(Action<GpuCall> run) => One(new GpuForm("", Kernel: null, run));

    /// <inheritdoc cref="One(Action{GpuCall})"/>
    public static GpuForms One(GpuForm form) => new("", [form], form);

    /// <summary>Several forms, which an operator enumerates.</summary>
    /// <typeparam name="TKernel">The operator's own enumeration.</typeparam>
    /// <param name="layer">The step's sizes in words.</param>
    /// <param name="fitting">The kernels that fit.</param>
    /// <param name="expected">The one that is expected to be the fastest.</param>
    /// <param name="run">Launches a kernel.</param>
    public static GpuForms Of<TKernel>(
        string layer, IEnumerable<TKernel> fitting, TKernel expected, Action<GpuCall, TKernel> run)
        where TKernel : struct, Enum
    {
        return new GpuForms(layer, [.. fitting.Select(Form)], Form(expected));

        GpuForm Form(TKernel kernel) => new(kernel.ToString(), kernel, call => run(call, kernel));
    }
}
