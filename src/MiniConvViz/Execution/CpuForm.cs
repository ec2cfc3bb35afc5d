namespace MiniConvViz.Execution;

/// <summary>
/// How the vector code runs one operator in one plan, chosen when the plan is made: which layouts it reads and writes,
/// and the code, which may hold weights packed for it.
/// </summary>
/// <param name="Run">The code.</param>
/// <param name="Output">How it lays out its output.</param>
/// <param name="Inputs">How it reads each input.</param>
internal sealed record CpuForm(Action<HostCall> Run, Layout Output, IReadOnlyList<Layout> Inputs)
{
    /// <summary>What it is called, where an operator has several ways; else empty.</summary>
    public string Algorithm { get; init; } = "";

    /// <summary>What that way does, in a sentence; else empty.</summary>
    public string Explanation { get; init; } = "";

    /// <summary>
    /// The output is the inputs, one behind the other, and <see cref="Run"/> leaves alone an input that lies there
    /// already (<see cref="JoinInPlace"/>).
    /// </summary>
    public bool JoinsInputs { get; init; }

    /// <summary>Puts weights into the order in which <see cref="Run"/> reads them; before the first run.</summary>
    public Action Prepare { get; init; } = () => { };

    /// <summary>Everything plain: what every operator has.</summary>
    public static CpuForm Plain(Action<HostCall> run, int inputs) =>
        new(run, Layout.Plain, [.. Enumerable.Repeat(Layout.Plain, inputs)]);

    /// <summary>All inputs and the output in blocks of channels.</summary>
    public static CpuForm Blocked(Action<HostCall> run, int inputs) =>
        new(run, Layout.Blocked, [.. Enumerable.Repeat(Layout.Blocked, inputs)]);
}
