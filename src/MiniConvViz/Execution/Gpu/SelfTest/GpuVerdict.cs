using System.Text;

namespace MiniConvViz.Execution;

/// <summary>The result of a GPU's self-test, and its text in a file.</summary>
/// <param name="Fault">Why the whole device is refused: an operator, or the form that all others fall back to, computes
/// wrong values. Null where the device can be used.</param>
/// <param name="Excluded">The forms that must not run on it.</param>
internal sealed record GpuVerdict(string? Fault, IReadOnlyList<ExcludedForm> Excluded)
{
    /// <summary>The number increases with each new format, so that older files are not read.</summary>
    private const string Header = "miniconvviz self-test 2";

    private const string FaultKey = "fault";
    private const string FormKey = "form";

    // The last line; a file without it is truncated.
    private const string End = "end";

    /// <summary>No fault, and no form excluded.</summary>
    public static GpuVerdict Passed { get; } = new(null, []);

    /// <summary>
    /// A header, a line per finding and a last line; the fields of a line are separated by tabs.
    /// <code>
    /// miniconvviz self-test 2
    /// form TAB Conv2d TAB Gemm128 TAB is off by 2.0E-1, relatively
    /// end
    /// </code>
    /// </summary>
    public string ToText()
    {
        StringBuilder text = new();
        AddLine(Header);
        if (Fault is not null)
        {
            AddLine(FaultKey, Fault);
        }

        foreach (ExcludedForm form in Excluded)
        {
            AddLine(FormKey, form.Operator, form.Form, form.Reason);
        }

        AddLine(End);
        return text.ToString();

        void AddLine(params IEnumerable<string> fields) =>
            text.AppendJoin('\t', fields.Select(field => field.ReplaceLineEndings(" ").Replace('\t', ' '))).Append('\n');
    }

    /// <summary>The verdict that <see cref="ToText"/> wrote; null for any other text.</summary>
    public static GpuVerdict? Parse(string text)
    {
        string[] lines = text.Split('\n');
        if (lines is not [Header, .. string[] findings, End, ""])
        {
            return null;
        }

        string? fault = null;
        List<ExcludedForm> excluded = [];
        foreach (string finding in findings)
        {
            switch (finding.Split('\t'))
            {
                case [FaultKey, string said] when fault is null:
                    fault = said;
                    break;
                case [FormKey, string name, string form, string reason]
                    when new ExcludedForm(name, form, reason) is var found && found.ToEnum() is not null:
                    excluded.Add(found);
                    break;
                default:
                    return null;
            }
        }

        return new GpuVerdict(fault, excluded);
    }
}
