namespace MiniConvViz.Execution;

/// <summary>
/// How the vector code runs one operator in one plan, chosen when the plan is made: which layouts it reads and writes,
/// and the code, which may hold weights packed for it.
/// </summary>
/// <param name="Run">The code.</param>
/// <param name="Output">How it lays out its output.</param>
/// <param name="Inputs">How it reads each input.</param>
/// <param name="Algorithm">What it is called where an operator has several ways; else empty.</param>
internal sealed record CpuForm(
    Action<HostCall> Run, Layout Output, IReadOnlyList<Layout> Inputs, string Algorithm = "")
{
    /// <summary>Everything plain: what every operator has.</summary>
    public static CpuForm Plain(Action<HostCall> run, int inputs) =>
        new(run, Layout.Plain, [.. Enumerable.Repeat(Layout.Plain, inputs)]);

    /// <summary>All inputs and the output in blocks of channels.</summary>
    public static CpuForm Blocked(Action<HostCall> run, int inputs) =>
        new(run, Layout.Blocked, [.. Enumerable.Repeat(Layout.Blocked, inputs)]);
}
