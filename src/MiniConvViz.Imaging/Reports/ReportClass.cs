namespace MiniConvViz.Imaging;

/// <summary>One class that the network considers.</summary>
/// <param name="Index">Its place in the output.</param>
/// <param name="Name">Its name.</param>
/// <param name="Probability">0 to 1.</param>
public sealed record ReportClass(int Index, string Name, double Probability);
