using ILGPU.Runtime.OpenCL;

namespace MiniConvViz.Kernels;

/// <summary>
/// A GPU device, its driver or its compiler reported an error. The message is one line: the device, the request, the
/// answer.
/// </summary>
internal class GpuException : Exception
{
    public GpuException(string message)
        : base(message)
    {
    }

    public GpuException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The messages of an exception and its causes, on one line.</summary>
    internal static string Describe(Exception exception)
    {
        List<string> messages = [];
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            // ILGPU's OpenCL exceptions carry a code and no text.
            messages.Add(OneLine(cause is CLException failure ? failure.Error.ToString() : cause.Message));
        }

        return string.Join(": ", messages.Distinct());
    }

    /// <summary>
    /// The lines of a text, trimmed and joined by semicolons; compilers' logs end with a character 0.
    /// </summary>
    internal static string OneLine(string text) => string.Join(
            "; ",
            text.Split(['\r', '\n', '\0'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        .Replace(":; ", ": ", StringComparison.Ordinal);
}
