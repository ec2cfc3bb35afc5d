namespace MiniConvViz.Networks;

/// <summary>A node that the network's file asks for and that the network does not have.</summary>
/// <param name="Name">Its name: the file's, or the one that the architecture has for it.</param>
/// <param name="Operator">What it would compute.</param>
/// <param name="Reason">Why it cannot be computed; empty where it only reads what another missing node makes.</param>
public sealed record MissingNode(string Name, string Operator, string Reason);
