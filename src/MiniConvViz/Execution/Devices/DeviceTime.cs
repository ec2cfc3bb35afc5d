namespace MiniConvViz.Execution;

/// <summary>How long a device took for something, when that was measured.</summary>
/// <param name="When">When, in UTC.</param>
/// <param name="MultiplyAdds">What was computed; 0 for a start alone.</param>
/// <param name="Seconds">How long it took.</param>
internal sealed record DeviceTime(DateTime When, long MultiplyAdds, double Seconds);
