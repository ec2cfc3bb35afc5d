using MiniConvViz.Formats;

namespace MiniConvViz.Fuzz.Targets;

/// <summary>The file of one tensor, as for <c>--input</c>.</summary>
internal sealed class TensorTarget(string format) : ITarget
{
    public string Format { get; } = format;

    public string Extension => $".{Format}";

    public void Run(string path, Meter meter) => Read(path, meter);

    /// <summary>Whether the file can be read as a tensor; throws exceptions other than a refusal.</summary>
    public static bool IsRead(string path, Meter meter)
    {
        try
        {
            Read(path, meter);
            return true;
        }
        catch (UnreadableInputException refusal) when (!refusal.Message.Contains("no check names"))
        {
            return false;
        }
    }

    private static void Read(string path, Meter meter) => meter.Measure(
        "the tensor", () => TensorFile.Read(path), tensor => sizeof(float) * (long)tensor.Shape.Count);
}
