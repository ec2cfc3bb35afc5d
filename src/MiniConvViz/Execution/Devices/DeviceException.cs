namespace MiniConvViz.Execution;

/// <summary>A device does not exist here or cannot be used: which, why, and what to do.</summary>
public sealed class DeviceException(string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>What helps, for the program that shows the message.</summary>
    public Remedy Remedy { get; init; }
}
