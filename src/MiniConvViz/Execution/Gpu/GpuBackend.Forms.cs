using MiniConvViz.Steps;

namespace MiniConvViz.Execution;

/// <content>Which form computes each step: the one that is expected to be the fastest, or was the fastest when
/// timed.</content>
internal sealed partial class GpuBackend
{
    /// <inheritdoc/>
    public string AlgorithmOf(int step) =>
        _tuning.Recall(FormsOf(step)) is GpuForm tuned && tuned.Name == _forms[step].Name
            ? $"{tuned.Name} (tuned)"
            : _forms[step].Name;

    /// <inheritdoc/>
    public IReadOnlyList<TunedLayer> Tune()
    {
        PrepareRecording();
        List<TunedLayer> layers = [];
        List<(string Layer, GpuForm Form)> fastest = [];
        for (int i = 0; i < _calls.Length; i++)
        {
            if (FormsOf(i) is not { Fitting.Count: > 1 } forms)
            {
                continue;
            }

            int known = fastest.FindIndex(layer => layer.Layer == forms.Layer);
            if (known < 0)
            {
                known = fastest.Count;
                layers.Add(new TunedLayer(_plan!.Steps[i].Nodes[0], forms.Layer, Time(i, forms)));
                string name = layers[^1].Times[0].Name;
                fastest.Add((forms.Layer, forms.Fitting.First(form => form.Name == name)));
            }

            _forms[i] = FormsOf(i).Fitting.First(form => form.Name == fastest[known].Form.Name);
        }

        _tuning.Remember(fastest);
        return layers;
    }

    /// <summary>Excludes a kernel from now on.</summary>
    private void Exclude(Enum kernel)
    {
        _gpu.Exclude(kernel);
        for (int step = 0; step < _forms.Length; step++)
        {
            if (kernel.Equals(_forms[step].Kernel))
            {
                _forms[step] = ChooseForm(step);
            }
        }
    }

    private GpuForm ChooseForm(int step)
    {
        GpuForms forms = FormsOf(step);
        return _tuning.Recall(forms) ?? forms.Expected;
    }

    private GpuForms FormsOf(int step) => _plan!.Steps[step].GpuForms!(_requests[step]);

    /// <summary>
    /// Runs a step in every form, the expected one first: once to compile it and to pack its weights, then a few times,
    /// each of many launches and one wait. A form that is far slower the first time is not timed again.
    /// </summary>
    private TunedForm[] Time(int step, GpuForms forms)
    {
        const int Rounds = 3;
        const double FarSlower = 5;
        List<TunedForm> times = [];
        foreach (GpuForm form in forms.Fitting.OrderBy(form => form.Name != forms.Expected.Name))
        {
            _forms[step] = form;
            Run(step);
            Wait();
            if (form != _forms[step])
            {
                continue; // its thread blocks are too large, and another form ran
            }

            TimeSpan least = TimeSpan.MaxValue;
            TimeSpan limit = times.Count == 0 ? TimeSpan.MaxValue : times.Min(known => known.Time) * FarSlower;
            for (int round = 0; round < Rounds && (round == 0 || least < limit); round++)
            {
                TimeSpan time = default;
                Guarded(() => time = _gpu.Time(() => Run(step)));
                least = time < least ? time : least;
            }

            times.Add(new TunedForm(form.Name, least, form.Name == forms.Expected.Name));
        }

        return [.. times.OrderBy(form => form.Time)];
    }
}
