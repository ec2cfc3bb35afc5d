namespace MiniConvViz.Ptx;

/// <summary>A kernel executed something invalid or undefined.</summary>
internal sealed class PtxException(string message) : Exception(message);
