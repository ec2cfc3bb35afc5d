using System.Diagnostics;
using System.Text;

namespace MiniConvViz.Kernels;

/// <summary>
/// Collects what is written to <see cref="Trace"/> until it is disposed. ILGPU writes the messages of the CUDA and
/// OpenCL compilers only there.
/// </summary>
internal sealed class TraceCapture : TraceListener
{
    private readonly StringBuilder _text = new();

    public TraceCapture() => Trace.Listeners.Add(this);

    /// <summary>Everything written so far.</summary>
    public string Text => _text.ToString();

    /// <inheritdoc/>
    public override void Write(string? message) => _text.Append(message);

    /// <inheritdoc/>
    public override void WriteLine(string? message) => _text.Append(message).Append('\n');

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        Trace.Listeners.Remove(this);
        base.Dispose(disposing);
    }
}
