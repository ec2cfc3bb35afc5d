namespace MiniConvViz;

/// <summary>
/// What helps against an error. The exception's message states the fact; a program adds its own words for the remedy,
/// the command line for example the name of an option.
/// </summary>
public enum Remedy
{
    /// <summary>The message says all there is.</summary>
    None,

    /// <summary>The file is a model, not weights: give it as the model.</summary>
    GiveAsModel,

    /// <summary>Give the architecture's name with the checkpoint.</summary>
    NameModel,

    /// <summary>List the network's nodes: <c>Network.Nodes</c>.</summary>
    ListNodes,

    /// <summary>
    /// Repeat the device's self-test, or open the device untested: <c>DeviceRequest.IsUntested</c>.
    /// </summary>
    RepeatSelfTest,
}
