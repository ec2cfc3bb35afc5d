using MiniConvViz.Kernels;
using MiniConvViz.Networks;
using MiniConvViz.Steps;

namespace MiniConvViz.Execution;

/// <summary>
/// The form that computes each step of a plan: the one that is expected to be the fastest, or was the fastest when
/// timed.
/// </summary>
/// <param name="gpu">The device.</param>
/// <param name="tuning">The forms that were the fastest there when timed.</param>
internal sealed class GpuStepForms(GpuAccelerator gpu, GpuTuning tuning)
{
    private Plan? _plan;
    private GpuRequest[] _requests = [];
    private GpuForm[] _forms = [];

    /// <summary>The form of a step.</summary>
    public GpuForm this[int step] => _forms[step];

    /// <summary>The node of the first step whose form runs on the host; null where there is none.</summary>
    public Node? FirstOnHost =>
        Array.FindIndex(_forms, static form => form.RunsOnHost) is >= 0 and int step ? _plan!.Steps[step].Node : null;

    /// <summary>Chooses a form for every step of a plan.</summary>
    public void Prepare(Plan plan)
    {
        _plan = plan;
        _requests =
        [
            .. plan.Steps.Select(step =>
                new GpuRequest(gpu, [.. step.Inputs.Select(input => input.Shape)], plan.SumsOnly)),
        ];
        _forms = [.. plan.Steps.Select((_, step) => Choose(step))];
    }

    /// <summary>The name of a step's form, and whether it was timed.</summary>
    public string AlgorithmOf(int step) =>
        tuning.Recall(CandidatesOf(step)) is GpuForm tuned && tuned.Name == _forms[step].Name
            ? $"{tuned.Name} (tuned)"
            : _forms[step].Name;

    /// <summary>Times every form of every step, sets the fastest, and saves it for later sessions.</summary>
    /// <param name="run">Runs a step and waits for it.</param>
    /// <param name="measure">The time of a step, over many launches.</param>
    /// <returns>What was timed, a layer once.</returns>
    public IReadOnlyList<TunedLayer> Tune(Action<int> run, Func<int, TimeSpan> measure)
    {
        List<TunedLayer> layers = [];
        List<(string Layer, GpuForm Form)> fastest = [];
        for (int i = 0; i < _forms.Length; i++)
        {
            if (CandidatesOf(i) is not { Fitting.Count: > 1 } forms)
            {
                continue;
            }

            int known = fastest.FindIndex(layer => layer.Layer == forms.Layer);
            if (known < 0)
            {
                known = fastest.Count;
                layers.Add(new TunedLayer(_plan!.Steps[i].Nodes[0], forms.Layer, Time(i, forms, run, measure)));
                string name = layers[^1].Times[0].Name;
                fastest.Add((forms.Layer, forms.Fitting.First(form => form.Name == name)));
            }

            _forms[i] = CandidatesOf(i).Fitting.First(form => form.Name == fastest[known].Form.Name);
        }

        tuning.Remember(fastest);
        return layers;
    }

    /// <summary>Excludes a kernel from now on; its steps get their next best form.</summary>
    public void Exclude(Enum kernel)
    {
        gpu.Exclude(kernel);
        for (int step = 0; step < _forms.Length; step++)
        {
            if (kernel.Equals(_forms[step].Kernel))
            {
                _forms[step] = Choose(step);
            }
        }
    }

    private GpuForm Choose(int step)
    {
        GpuForms forms = CandidatesOf(step);
        return tuning.Recall(forms) ?? forms.Expected;
    }

    private GpuForms CandidatesOf(int step) => _plan!.Steps[step].GpuForms!(_requests[step]);

    /// <summary>
    /// Runs a step in every form, the expected one first: once to compile it and to pack its weights, then a few times,
    /// each of many launches and one wait. A form that is far slower the first time is not timed again.
    /// </summary>
    private TunedForm[] Time(int step, GpuForms forms, Action<int> run, Func<int, TimeSpan> measure)
    {
        const int Rounds = 3;
        const double FarSlower = 5;
        List<TunedForm> times = [];
        foreach (GpuForm form in forms.Fitting.OrderBy(form => form.Name != forms.Expected.Name))
        {
            _forms[step] = form;
            run(step);
            if (form != _forms[step])
            {
                continue; // its thread blocks are too large, and another form ran
            }

            TimeSpan least = TimeSpan.MaxValue;
            TimeSpan limit = times.Count == 0 ? TimeSpan.MaxValue : times.Min(known => known.Time) * FarSlower;
            for (int round = 0; round < Rounds && (round == 0 || least < limit); round++)
            {
                TimeSpan time = measure(step);
                least = time < least ? time : least;
            }

            times.Add(new TunedForm(form.Name, least, form.Name == forms.Expected.Name));
        }

        return [.. times.OrderBy(form => form.Time)];
    }
}
