using MiniConvViz.Kernels;
using MiniConvViz.Steps;

namespace MiniConvViz.Execution;

/// <summary>
/// The form that was the fastest for a layer when it was timed on a device, saved in a file per device, driver version
/// and build of our kernels: a line per layer, <c>layer TAB form</c>. The file may be deleted at any time; a layer that
/// is missing or cannot be read counts as not timed.
/// </summary>
internal sealed class GpuTuning
{
    private readonly RememberedText _text;
    private readonly Dictionary<string, string> _forms = [];

    /// <summary>Reads what is saved for a device.</summary>
    public GpuTuning(string folder, GpuDescription gpu, bool usesTensorCores)
    {
        Guid build = typeof(GpuAccelerator).Module.ModuleVersionId;
        _text = new RememberedText(
            folder, $"{gpu.Kind} {gpu.Name} {gpu.Version} {gpu.Driver} {usesTensorCores} {build}");
        Read();
    }

    /// <summary>In the user's own data folder.</summary>
    public static string DefaultFolder { get; } = UserDataFolder.For("tuning");

    /// <summary>The form that was the fastest for such a layer, if it was timed and still fits.</summary>
    public GpuForm? Recall(GpuForms forms) =>
        _forms.GetValueOrDefault(forms.Layer) is string name
            ? forms.Fitting.FirstOrDefault(form => form.Name == name)
            : null;

    /// <summary>Saves the form for this session and, where the file can be written, for later ones.</summary>
    public void Remember(IEnumerable<(string Layer, GpuForm Form)> fastest)
    {
        Read(); // what another process saved in the meantime
        foreach ((string layer, GpuForm form) in fastest)
        {
            _forms[layer] = form.Name;
        }

        _text.Write(string.Concat(_forms
            .OrderBy(known => known.Key, StringComparer.Ordinal)
            .Select(known => $"{known.Key}\t{known.Value}\n")));
    }

    private void Read()
    {
        foreach (string line in (_text.Read() ?? "").Split('\n'))
        {
            if (line.TrimEnd('\r').Split('\t') is [string layer, string form])
            {
                _forms[layer] = form;
            }
        }
    }
}
