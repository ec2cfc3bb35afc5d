namespace MiniConvViz.Ptx;

/// <summary>A kernel did what no kernel may.</summary>
internal sealed class PtxException(string message) : Exception(message);
