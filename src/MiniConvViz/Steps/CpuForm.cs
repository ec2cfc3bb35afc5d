namespace MiniConvViz.Steps;

/// <summary>
/// How the CPU runs one step of a plan, chosen when the plan is made: which layouts it reads and writes, and the code,
/// which may hold weights packed for it.
/// </summary>
/// <param name="Run">The code.</param>
/// <param name="Output">The layout of its output.</param>
/// <param name="Inputs">The layout of each input.</param>
internal sealed record CpuForm(Action<HostCall> Run, Layout Output, IReadOnlyList<Layout> Inputs)
{
    /// <summary>The name of its algorithm, where an operator has several; else empty.</summary>
    public string Algorithm { get; init; } = "";

    /// <summary>What the algorithm does, in a sentence; else empty.</summary>
    public string Explanation { get; init; } = "";

    /// <summary>
    /// The output is the concatenation of the inputs, and <see cref="Run"/> does not copy an input that lies there
    /// already, so that the plan may place the inputs inside the output.
    /// </summary>
    public bool JoinsInputs { get; init; }

    /// <summary>Nothing is computed: the output is a copy of the input in another layout.</summary>
    public bool ChangesLayout { get; init; }

    /// <summary>
    /// Packs the weights in the order in which <see cref="Run"/> reads them; called before the first run.
    /// </summary>
    public Action Prepare { get; init; } = () => { };

    /// <summary>All inputs and the output plain: a form that every operator has.</summary>
    public static CpuForm Plain(CpuRequest request, Action<HostCall> run) => Plain(request.Inputs.Count, run);

    /// <inheritdoc cref="Plain(CpuRequest, Action{HostCall})"/>
    public static CpuForm Plain(int inputs, Action<HostCall> run) =>
        new(run, Layout.Plain, [.. Enumerable.Repeat(Layout.Plain, inputs)]);

    /// <summary>All inputs and the output in blocks of channels.</summary>
    public static CpuForm Blocked(CpuRequest request, Action<HostCall> run) =>
        new(run, Layout.Blocked, [.. Enumerable.Repeat(Layout.Blocked, request.Inputs.Count)]);
}
